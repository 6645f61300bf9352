#ifndef LESSONS_LABS_TOKENROWS_H
#define LESSONS_LABS_TOKENROWS_H

#include "lessons/labs/labmodel.h"

/*
 * tokenrows.h - the rows of a table with a row a token: the embedding, or the
 * head, whatever numbers it is kept in.
 */
struct tokenrows {
    const struct tensor *table; /* borrowed from the model */
    int count;
    int64_t width;
    float *mean; /* to be taken from every row, or NULL */
};

/* `head`: the head's own rows. `centred`: with the mean of all rows taken out.
 * Errors: BAD_USAGE (a head that is the embedding, or is not there); NO_MEMORY.
 * Owner: the caller, tokenrows_release(). */
struct status tokenrows_open(struct tokenrows *t, const struct labmodel *m,
                             bool head, bool centred);
void tokenrows_release(struct tokenrows *t);

/* Row `id` into out[width]. */
void tokenrows_get(const struct tokenrows *t, int32_t id, float *out);

/* The same scaled to length 1 (a row of zeros stays). */
void tokenrows_direction(const struct tokenrows *t, int32_t id, float *out);

/* A word: the mean of the directions of its tokens, of length 1. */
struct status tokenrows_word(const struct tokenrows *t, const int32_t *ids,
                             size_t n, float *out);

/* cosine[count] of every row with `direction`, which has length 1. */
struct status tokenrows_cosines(const struct tokenrows *t,
                                const float *direction, float *cosine);

#endif
