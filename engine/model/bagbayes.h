#ifndef ENGINE_MODEL_BAGBAYES_H
#define ENGINE_MODEL_BAGBAYES_H

#include <stdint.h>

#include "engine/base/status.h"

/*
 * bagbayes.h - naive Bayes: of which class is a bag of words? It counts how
 * often each word stands in texts of each class, and takes words for
 * independent of each other.
 *
 *   log p(class) + sum over words of log p(word | class),
 *   p(word | class) = (count + by) / (all words of the class + by vocab)
 *
 * Source: Maron 1961; Manning, Raghavan and Schuetze 2008, section 13.2.
 */
enum { BAGBAYES_CLASSES = 16 };

struct bagbayes; /* opaque */

/* Errors: BAD_USAGE (classes outside 1 .. BAGBAYES_CLASSES, vocab below 1,
 * `by` not above 0), NO_MEMORY. Owner: the caller, bagbayes_free(). */
struct status bagbayes_new(struct bagbayes **out, int classes, int32_t vocab,
                           double by);
void bagbayes_free(struct bagbayes *b);

/* Counts one text of a class. Errors: BAD_USAGE for an id or a class out of
 * range; nothing is counted then. */
struct status bagbayes_learn(struct bagbayes *b, int class, const int32_t *ids,
                             int64_t n);

/* log p(word | class), and log p(class) with `by` added to every class. */
double bagbayes_word(const struct bagbayes *b, int class, int32_t word);
double bagbayes_class(const struct bagbayes *b, int class);

/* The likeliest class, the first of equals; odds [classes], or NULL, its
 * probabilities. Ids must be in range. */
int bagbayes_guess(const struct bagbayes *b, const int32_t *ids, int64_t n,
                   double *odds);

#endif
