#ifndef ENGINE_KERNELS_K_ATTENTION_H
#define ENGINE_KERNELS_K_ATTENTION_H

#include "engine/kernels/k_real.h"

/*
 * k_attention.h - what attention shares between forward and backward: one
 * head with its strides, and tiles of scores that lie turned: a row is a key,
 * its columns are queries. Softmax then goes down the columns, a vector of
 * queries at a time, and no row has a tail.
 */
enum { QUERIES = KERNELS_QUERY_BLOCK, KEYS = 128, GROUP = 16 };

struct attention_head {
    const real *q, *k, *v, *dout;
    real *out, *lse, *dq, *dk, *dv;
    int64_t q_row, k_row, v_row, out_row, t, keys, window;
    int width;
    bool causal;
    real scale;
};

/* Queries first .. first + n - 1, n <= QUERIES. */
struct attention_block {
    int64_t first;
    int n;
};

static inline int attention_least(int64_t a, int b)
{
    return a < b ? (int)a : b;
}

static inline struct attention_head
attention_head(const struct kernels_attention *a, int64_t batch, int64_t head)
{
    const int64_t group = head / (a->heads / a->groups);
    const int64_t q = batch * a->q_batch + head * a->q_head;
    const int64_t k = batch * a->k_batch + group * a->k_head;
    const int64_t v = batch * a->v_batch + group * a->v_head;
    const int64_t out = (batch * a->t * a->heads + head) * a->width;

    return (struct attention_head){
        .q = (const real *)a->q + q,
        .k = (const real *)a->k + k,
        .v = (const real *)a->v + v,
        .out = a->out ? (real *)a->out + out : NULL,
        .lse = (real *)a->lse + (batch * a->heads + head) * a->t,
        .dout = a->dout ? (const real *)a->dout + out : NULL,
        .dq = a->dq ? (real *)a->dq + q : NULL,
        .dk = a->dk ? (real *)a->dk + k : NULL,
        .dv = a->dv ? (real *)a->dv + v : NULL,
        .q_row = a->q_row,
        .k_row = a->k_row,
        .v_row = a->v_row,
        .out_row = a->heads * a->width,
        .t = a->t,
        .keys = a->lengths ? a->lengths[batch] : a->keys,
        .window = a->window,
        .width = (int)a->width,
        .causal = a->causal,
        .scale = (real)a->scale,
    };
}

/* One past the last key that query i sees. */
static inline int64_t attention_end(const struct attention_head *h, int64_t i)
{
    return h->causal ? i + h->keys - h->t + 1 : h->keys;
}

/* The first key that query i sees. */
static inline int64_t attention_begin(const struct attention_head *h, int64_t i)
{
    const int64_t begin = attention_end(h, i) - h->window;

    return h->window && begin > 0 ? begin : 0;
}

/* Scores of keys key .. key + keys - 1 and the queries of a block. */
struct attention_tile {
    int64_t key;
    int keys;
    int width; /* the queries, in whole groups */
};

/* score[j][i] = scale times row j of x times row i of y. */
static inline void attention_scores(real *score, const real *x, int64_t x_row,
                                    const real *y, int64_t y_row,
                                    const int64_t sizes[3])
{
    KERNEL(product_forward)
    (&(struct gemm_args){.b_transposed = true,
                         .rows = sizes[0],
                         .cols = sizes[1],
                         .inner = sizes[2],
                         .a = x,
                         .b = y,
                         .c = score,
                         .a_row = x_row,
                         .b_row = y_row,
                         .c_row = QUERIES,
                         .batch = 1,
                         .alpha = 1.0});
}

/* Queries of the block that do not see key j of the tile: they come first. */
static inline int attention_blind(const struct attention_head *h,
                                  const struct attention_block *b, int64_t key)
{
    const int64_t first = key - (h->keys - h->t) - b->first;

    return !h->causal || first <= 0 ? 0 : attention_least(first, b->n);
}

/* The first query of the block that sees key j of the tile no more: those
 * from it on have moved past it. */
static inline int attention_past(const struct attention_head *h,
                                 const struct attention_block *b, int64_t key)
{
    const int64_t first = key + h->window - (h->keys - h->t) - b->first;

    if (!h->window)
        return b->n;
    return first <= 0 ? 0 : attention_least(first, b->n);
}

/* Is there a score in the tile that nobody may look at? */
static inline bool attention_crossed(const struct attention_head *h,
                                     const struct attention_block *b,
                                     const struct attention_tile *t)
{
    return attention_blind(h, b, t->key + t->keys - 1) > 0 ||
           attention_past(h, b, t->key) < b->n;
}

/* Puts `value` where a query does not look. */
static inline void attention_hide(real *score, real value,
                                  const struct attention_head *h,
                                  const struct attention_block *b,
                                  const struct attention_tile *t)
{
    for (int j = 0; j < t->keys; j++) {
        const int blind = attention_blind(h, b, t->key + j);

        for (int i = 0; i < blind; i++)
            score[j * QUERIES + i] = value;
        for (int i = attention_past(h, b, t->key + j); i < b->n; i++)
            score[j * QUERIES + i] = value;
    }
}

#endif
