#ifndef ENGINE_KERNELS_KERNELS_H
#define ENGINE_KERNELS_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/kernels/kernels_table.h"

/*
 * kernels.h - the arithmetic itself: plain arrays in, plain arrays out.
 *
 * One source, engine/kernels/k_NAME.c, is compiled for f64 (the reference)
 * and for f32 at several levels of the processor. A kernel allocates nothing,
 * cannot fail, starts no thread, and gives the same bits for an element
 * whatever range of rows or items it was asked for. NaN goes through, never
 * away. kernels_table.h lists every kernel and says what it computes.
 */
#define KERNELS_DIMS        5
#define KERNELS_CHUNK       4096 /* numbers per partial sum of optim_sumsq */
#define KERNELS_HEAD_WIDTH  256  /* widest attention head */
#define KERNELS_QUERY_BLOCK 32   /* queries per item of attention_forward */
#define KERNELS_RUN         32   /* rows per sum of norm_gain_sums */

/* C = alpha op(A) op(B) + beta C; see struct device_product. */
struct gemm_args {
    bool a_transposed, b_transposed;
    int64_t rows, cols, inner;
    const void *a, *b;
    void *c;
    int64_t a_row, b_row, c_row;
    int64_t batch, a_batch, b_batch, c_batch;
    double alpha, beta; /* with beta 0, C is written and may hold rubbish */
    const void *bias;   /* product_forward: C begins as this row; or NULL */
};

/* Two operands under one shape; a stride of 0 repeats. Packed result. */
struct kernels_pair {
    int dims;
    int64_t shape[KERNELS_DIMS];
    int64_t a_stride[KERNELS_DIMS], b_stride[KERNELS_DIMS];
};

/* One arrangement of `shape` to another. */
struct kernels_copy {
    int dims;
    int64_t shape[KERNELS_DIMS];
    int64_t out_stride[KERNELS_DIMS], x_stride[KERNELS_DIMS];
};

struct kernels_classes {
    int rows, cols, ignore;
    double scale; /* dLoss/d(loss of one row) */
    bool adds;    /* to dlogits; false: writes it, and it may be logits */
};

/* Sums over all rows, of columns from .. to-1 of `cols`. */
struct kernels_columns {
    int rows, cols, from, to;
};

struct kernels_rows {
    int rows, cols;
    bool centred;
};

struct kernels_dropout {
    double probability;
    uint64_t seed, stream;
};

/* x [batch, t, heads, width] with strides and width packed; out is packed. */
struct kernels_rope {
    int t, heads, width;
    int64_t start;
    double base;
    bool interleaved;
    int64_t x_batch, x_row, x_head; /* strides; row is one position */
    /* Positions beyond those of training: nothing; every frequency divided by
     * `factor`; or only frequencies with less than `low` turns within
     * `original` positions, those with more than `high` not, and in between by
     * degrees. */
    enum { KERNELS_UNSCALED, KERNELS_LINEAR, KERNELS_BY_TURNS } scaling;
    double factor, low, high;
    int64_t original;
};

/* q, out [batch, t, heads, width]; k, v [batch, keys, groups, width]; width
 * packed, 1 .. KERNELS_HEAD_WIDTH. out, dout packed. lse [batch, heads, t].
 * dq, dk, dv have the strides of q, k, v and are added to. */
struct kernels_attention {
    int64_t batch, t, keys, heads, groups, width;
    const void *q, *k, *v; /* arrays of the table's real type, as all here */
    int64_t q_batch, q_row, q_head;
    int64_t k_batch, k_row, k_head;
    int64_t v_batch, v_row, v_head;
    void *out, *lse; /* written by forward, read by backward and probs */
    const void *dout;
    void *dq, *dk, *dv;
    double scale;
    bool causal;
    int64_t window; /* keys that a query sees, its own the last; 0: all. Only
                       with `causal`. */
    const int32_t *lengths; /* [batch]: keys that count, 1 .. keys, the rest is
                               padding; NULL: all. Not with `causal`. */
};

/* One query a head against kept keys and values, which are f16. */
struct kernels_step {
    int heads, groups, width; /* width 1 .. KERNELS_HEAD_WIDTH */
    int64_t keys;             /* how many count */
    int64_t room;             /* rows of a group */
    const void *q;            /* [heads, width], real */
    const uint16_t *k, *v;    /* [groups, room, width] */
    void *out;                /* [heads, width], real */
    double scale;
};

/* Step `step` counts from 1. `clip` multiplies every gradient first. `sums`,
 * if not NULL, has the squares of gradients (after clip), new numbers and
 * moves added to; what is computed does not change. */
enum { KERNELS_OF_GRAD, KERNELS_OF_VALUE, KERNELS_OF_MOVE, KERNELS_SUMS };

struct kernels_adamw {
    double rate, beta1, beta2, epsilon, decay, clip;
    int64_t step;
    double *sums; /* [KERNELS_SUMS] */
};

struct kernels_sgd {
    double rate, momentum, decay, clip;
    double *sums;
};

#define KERNELS_MEMBER(name, params) void(*name) params;
struct kernels_f32 {
    const char *level; /* "baseline", "avx2", "avx512" */
    KERNELS_TABLE(KERNELS_MEMBER, float)
};
struct kernels_f64 {
    const char *level;
    KERNELS_TABLE(KERNELS_MEMBER, double)
};
#undef KERNELS_MEMBER

/* The f32 kernels of a level, or the best there is for NULL. NULL where this
 * processor or this build lacks it. */
const struct kernels_f32 *kernels_fast(const char *level);
const struct kernels_f64 *kernels_reference(void);

#endif
