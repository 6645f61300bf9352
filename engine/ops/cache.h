#ifndef ENGINE_OPS_CACHE_H
#define ENGINE_OPS_CACHE_H

#include "engine/core/graph.h"

/*
 * cache.h - attention over keys and values that were kept from earlier calls.
 *
 * A kept array is TENSOR_F16 [groups, room, width], state of the caller, who
 * counts how much of it is filled. These ops write into it and have no
 * gradient. New ones are [1, t, groups, width], at positions start ..
 */
extern const struct op cache_extend_row, cache_attention_row;

/* Writes x into `kept` and answers all of it so far as numbers of the device,
 * [1, start + t, groups, width]. */
struct tensor *cache_extend(struct graph *g, struct tensor *x,
                            struct tensor *kept, int64_t start);

/* What a new token takes from itself and all before it. */
struct cache_new {
    struct tensor *q, *k, *v; /* q [1, 1, heads, width] */
    struct tensor *keys, *values;
};

/* Writes k and v into what is kept; the result is shaped as q. Of what is kept
 * only the last `window` count, the new one among them; 0: all. */
struct tensor *cache_attention(struct graph *g, const struct cache_new *n,
                               int64_t start, int64_t window, double scale);

#endif
