#ifndef ENGINE_NN_SELFATTN_H
#define ENGINE_NN_SELFATTN_H

#include "engine/nn/dense.h"
#include "engine/nn/kvcache.h"
#include "engine/nn/normlayer.h"
#include "engine/ops/rope.h"

/*
 * selfattn.h - attention of a block: three projections, the fused op, and the
 * projection back. Over the sequence itself, or from one over another.
 *
 * Source: Vaswani et al. 2017, section 3.2.2; Ainslie et al. 2023 for groups
 * of heads that share keys and values; Dehghani et al. 2023 for norms of
 * queries and keys.
 */
struct selfattn_shape {
    int64_t width, heads, groups; /* groups: heads with own keys and values */
    int64_t head_width;
    bool qkv_bias, bias; /* of q, k, v; of out */
    bool causal;
    int64_t window;          /* keys that a query sees; 0: all */
    bool unscaled;           /* scores are not divided by sqrt(head_width) */
    bool over_queries;       /* of struct attention_look */
    bool head_norms;         /* RMS norm over each head of q and of k */
    double epsilon;          /* of those */
    struct rope_angles rope; /* base 0: no rotary positions */
    double scales[2];        /* deviations of q, k, v and of out */
};

struct selfattn {
    struct selfattn_shape shape;
    struct dense q, k, v, out;
    struct normlayer q_norm, k_norm; /* with head_norms */
};

struct selfattn selfattn_declare(struct params *ps, const char *name,
                                 const struct selfattn_shape *shape);

/* What came before x, of which x is the continuation. */
struct selfattn_past {
    struct kvcache *cache;
    int64_t layer;
};

/* x is [batch, t, width]; `past` may be NULL, else batch is 1. `name`
 * ("blocks.3.attn") names what the probe can see: NAME.q, NAME.k, NAME.v,
 * NAME.probs, NAME.mix (what the heads took, side by side), NAME.out. */
struct tensor *selfattn_forward(struct graph *g, struct params *ps,
                                const struct selfattn *a, struct tensor *x,
                                const char *name,
                                const struct selfattn_past *past);

/* Queries of x [batch, t, width], keys and values of `over` [batch, keys,
 * width]; of each of its sequences the first `lengths` [batch] count, all where
 * it is NULL. For a layer that is not causal. The decoder of an encoder-decoder
 * so looks at the encoder, and the encoder (x is `over`) past its padding. */
struct tensor *selfattn_across(struct graph *g, struct params *ps,
                               const struct selfattn *a, struct tensor *x,
                               struct tensor *over, struct tensor *lengths,
                               const char *name);

/* Writes the keys and values that a side of the store (params.h) puts before a
 * text's first into an empty `past`, which a later pass goes on from. */
void selfattn_lead(struct graph *g, struct params *ps, const struct selfattn *a,
                   const struct selfattn_past *past);

#endif
