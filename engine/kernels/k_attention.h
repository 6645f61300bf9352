#ifndef ENGINE_KERNELS_K_ATTENTION_H
#define ENGINE_KERNELS_K_ATTENTION_H

#include "engine/kernels/k_real.h"

/*
 * k_attention.h - what attention shares between forward and backward: one
 * head with its strides, and products of small tiles.
 */
enum { QUERIES = KERNELS_QUERY_BLOCK, KEYS = 64 };

struct attention_head {
    const real *q, *k, *v, *dout;
    real *out, *lse, *dq, *dk, *dv;
    int64_t q_row, k_row, v_row, out_row, t, keys;
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
        .keys = a->keys,
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

/* How many keys of the tile that starts at `key` query i sees. */
static inline int attention_seen(const struct attention_head *h, int64_t i,
                                 int64_t key)
{
    return attention_least(attention_end(h, i) - key, KEYS);
}

/* columns[d][j] = rows[j][d], KEYS wide, 0 past `n`. */
static inline void attention_transpose(real *columns, const real *rows,
                                       int64_t row, int n, int width)
{
    for (int d = 0; d < width; d++)
        for (int j = 0; j < KEYS; j++)
            columns[d * KEYS + j] = j < n ? rows[j * row + d] : R(0.0);
}

/* score[i][j] = dot of row i of x and column j. Two rows and 64 columns fill
 * the registers; a row gets the same sums as in any other pairing. */
static inline void attention_scores(real *score, const real *x, int64_t row,
                                    int n, const real *columns, int width)
{
    for (int i = 0; i < n; i += 2, x += 2 * row, score += 2 * KEYS) {
        const real *other = i + 1 < n ? x + row : x;
        real sum[KEYS] = {R(0.0)}, next[KEYS] = {R(0.0)};

        for (int d = 0; d < width; d++) {
            const real *column = columns + d * KEYS;

            for (int j = 0; j < KEYS; j++) {
                sum[j] = real_muladd(x[d], column[j], sum[j]);
                next[j] = real_muladd(other[d], column[j], next[j]);
            }
        }
        memcpy(score, sum, sizeof sum);
        if (i + 1 < n)
            memcpy(score + KEYS, next, sizeof next);
    }
}

/* sum[d] += over i < n of weight[i * step] * rows[i][d]. */
static inline void attention_add_rows(real *sum, const real *weight, int step,
                                      const real *rows, int64_t row, int n,
                                      int width)
{
    int i = 0;

    /* Eight rows at a time: sum[] is loaded and stored once for all. */
    for (; i + 8 <= n; i += 8, rows += 8 * row) {
        real w[8];

        for (int j = 0; j < 8; j++)
            w[j] = weight[(i + j) * step];
#pragma omp simd
        for (int d = 0; d < width; d++) {
            real s = sum[d];

            s = real_muladd(w[0], rows[d], s);
            s = real_muladd(w[1], rows[row + d], s);
            s = real_muladd(w[2], rows[2 * row + d], s);
            s = real_muladd(w[3], rows[3 * row + d], s);
            s = real_muladd(w[4], rows[4 * row + d], s);
            s = real_muladd(w[5], rows[5 * row + d], s);
            s = real_muladd(w[6], rows[6 * row + d], s);
            sum[d] = real_muladd(w[7], rows[7 * row + d], s);
        }
    }
    for (; i < n; i++, rows += row) {
        const real a = weight[i * step];

#pragma omp simd
        for (int d = 0; d < width; d++)
            sum[d] = real_muladd(a, rows[d], sum[d]);
    }
}

#endif
