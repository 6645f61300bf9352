#ifndef ENGINE_MODEL_WORDPAIRS_H
#define ENGINE_MODEL_WORDPAIRS_H

#include "engine/model/wordvec.h"

/*
 * wordpairs.h - which words of a text stand near each other, drawn or counted:
 * what wordvec.h learns from. Step `step` draws the same pairs whenever it is
 * asked.
 */
struct wordpairs; /* opaque */

struct status wordpairs_new(struct wordpairs **out, const int32_t *ids,
                            int64_t n, int32_t vocab,
                            const struct wordvec_settings *s);
void wordpairs_free(struct wordpairs *p);

/* Pairs of places within a window; of glove, of words that share one. */
int64_t wordpairs_count(const struct wordpairs *p);

/* Skip-gram. word [batch]; other [batch, 1 + negatives]: a neighbour no
 * further than a distance drawn from 1 .. window, then words drawn by count to
 * the power. */
void wordpairs_draw(const struct wordpairs *p, uint64_t step, int32_t *word,
                    int32_t *other);

/* GloVe. word, other [batch], number[0] the logarithms of how often, a
 * neighbour d away counting 1 / d; number[1] the weights min(1, (count /
 * most)^(3/4)). */
void wordpairs_counts(const struct wordpairs *p, uint64_t step, int32_t *word,
                      int32_t *other, float *const number[2]);

#endif
