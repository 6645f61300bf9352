#ifndef ENGINE_MODEL_NGRAM_STORE_H
#define ENGINE_MODEL_NGRAM_STORE_H

#include <stddef.h>

#include "engine/model/ngram.h"

/* ngram_store.h - the counts themselves, for ngram.c, which makes them, and
 * ngram_odds.c, which reads them. */

/* One n-gram of the text, and what is needed of its neighbours. */
struct ngram_gram {
    int32_t at;       /* 1 + where it first stands; 0: an empty place */
    int32_t count;    /* how often it stands in the text */
    int32_t followed; /* how often with a token behind it */
    int32_t right;    /* different tokens behind it */
    int32_t left;     /* different tokens before it */
    int32_t spread;   /* different pairs of one before and one behind */
    int32_t heirs;    /* tokens behind it that have any before the gram */
};

/* Open addressing; the size is a power of two. */
struct ngram_table {
    struct ngram_gram *gram;
    size_t room, used;
};

struct ngram {
    int32_t *ids;
    int64_t n;
    int32_t vocab;
    int order;
    struct ngram_gram nothing; /* the n-gram of no tokens */
    struct ngram_table table[NGRAM_ORDER];
    double discount[NGRAM_ORDER][2]; /* of counts; of tokens before */
};

/* A gram that the text does not hold has at 0 and counts of 0. */
const struct ngram_gram *ngram_store_find(const struct ngram *m,
                                          const int32_t *gram, int n);

#endif
