#ifndef ENGINE_OPS_ATTENTION_H
#define ENGINE_OPS_ATTENTION_H

#include "engine/core/graph.h"

/*
 * attention.h - softmax(q k^T * scale) v for every head, in one op that never
 * stores the table of weights.
 *
 * Shapes: q [batch, t, heads, width]; k and v [batch, keys, groups, width],
 * heads a multiple of groups (grouped-query: head h reads group
 * h / (heads / groups)); the result [batch, t, heads, width], contiguous.
 * With `causal` query i sees keys 0 .. i + keys - t, keys >= t: the queries
 * are the last t of the positions.
 * Without it, `lengths` [batch] says how many keys of each sequence count, from
 * 1 to keys: the rest is padding, with weights of exactly 0.
 * Views into one fused product (slices along the heads) are read in place.
 * Source: Vaswani et al. 2017, section 3.2; Beltagy et al. 2020, section 3.1
 * for the window; Dao et al. 2022,
 * "FlashAttention", algorithm 1; Ainslie et al. 2023 for the groups.
 */
extern const struct op attention_row, attention_probs_row;

/* `name` is that of the weights, [batch, heads, t, keys], for the probe
 * ("blocks.3.attn.probs"); they are computed only when it asks. An edit of
 * them, or a swapped kernel, runs attention_twin() instead. May be NULL. */
struct tensor *attention_op(struct graph *g, struct tensor *q, struct tensor *k,
                            struct tensor *v, double scale, bool causal,
                            const char *name);

/* The same where a query sees only the last `window` keys, its own the last of
 * them; 0: all. With a window `causal` must be set. `lengths` are integers, and
 * NULL where all keys count. Errors: BAD_USAGE for lengths with `causal`, or
 * out of range. */
struct attention_look {
    double scale;
    bool causal;
    int64_t window;
    struct tensor *lengths;
    /* The softmax runs down the queries of each key and not along the keys of
     * each query: the usual mistake with axes. Always unfused. */
    bool over_queries;
};
struct tensor *attention_within(struct graph *g, struct tensor *q,
                                struct tensor *k, struct tensor *v,
                                const struct attention_look *look,
                                const char *name);

/* The same from matmul, scale, mask, softmax and matmul: the teaching view,
 * and the oracle of the fused op. */
struct tensor *attention_twin(struct graph *g, struct tensor *q,
                              struct tensor *k, struct tensor *v, double scale,
                              bool causal, const char *name);
struct tensor *attention_twin_within(struct graph *g, struct tensor *q,
                                     struct tensor *k, struct tensor *v,
                                     const struct attention_look *look,
                                     const char *name);

#endif
