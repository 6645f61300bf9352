#ifndef ENGINE_MODEL_WORDVEC_H
#define ENGINE_MODEL_WORDVEC_H

#include "engine/core/params.h"
#include "engine/model/vectors.h"

/*
 * wordvec.h - vectors of words, learned from which words stand together.
 *
 * Skip-gram: a word guesses its neighbours among words drawn at random. GloVe:
 * the product of two vectors is to be the logarithm of how often they stand
 * together. Both are a few ops on the tape, trained a step at a time.
 * Source: Mikolov et al. 2013, "Distributed Representations of Words and
 * Phrases", equation 4; Pennington, Socher and Manning 2014, "GloVe",
 * equation 8.
 */
enum wordvec_kind { WORDVEC_SKIPGRAM, WORDVEC_GLOVE };

struct wordvec_settings {
    enum wordvec_kind kind;
    int64_t width; /* 1 .. VECTORS_WIDTH */
    int window;    /* neighbours at most so far away, 1 .. 100 */
    int negatives; /* skip-gram: words drawn for every neighbour, 1 .. 100 */
    int64_t batch; /* pairs a step */
    double rate;   /* of AdamW without decay */
    double power;  /* words are drawn by count to this power: 0.75 */
    double most;   /* glove: counts above it weigh no more: 100 */
    uint64_t seed;
};
struct wordvec_settings wordvec_defaults(void);

struct wordvec; /* opaque */

/* Counts `ids` (copied) of `vocab` words. Errors: BAD_USAGE for a text with no
 * pair of words or an id out of range, for settings out of theirs; NO_MEMORY.
 * Owner: the caller, wordvec_free(). */
struct status wordvec_new(struct wordvec **out, const int32_t *ids, int64_t n,
                          int32_t vocab, const struct wordvec_settings *s);
void wordvec_free(struct wordvec *w);

/* One step; `loss` is its mean over the pairs, in nats (skip-gram) or squared
 * (glove). */
struct status wordvec_step(struct wordvec *w, double *loss);
int64_t wordvec_steps(const struct wordvec *w);
/* Pairs that one pass over the text has. */
int64_t wordvec_pairs(const struct wordvec *w);

/* The vectors so far, of glove the sum of both sides. Names are left NULL.
 * Owner: the caller, vectors_free(). */
struct status wordvec_vectors(const struct wordvec *w, struct vectors *out);

#endif
