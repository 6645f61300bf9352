#include "engine/kernels/k_attention.h"

/* Forward goes over the keys in tiles and keeps, per query, the largest score
 * so far, the sum of exponentials and the weighted sum of values; when a
 * larger score comes, both sums are scaled down ("online softmax"). */

struct state {
    real most[QUERIES], total[QUERIES];
    real sum[QUERIES][KERNELS_HEAD_WIDTH];
};

KERNEL_APART static real row_max(const real *s, int n)
{
    real most = s[0];

#pragma omp simd reduction(max : most)
    for (int j = 0; j < n; j++)
        most = s[j] > most ? s[j] : most;
    return most;
}

/* Query i takes in its first `n` scores of the tile. */
KERNEL_APART static void absorb(struct state *st, int i, real *s, int n,
                                int width)
{
    const real tile_most = row_max(s, n);
    const real most = tile_most > st->most[i] ? tile_most : st->most[i];
    const real shrink = real_exp(st->most[i] - most);
    real total = R(0.0);

#pragma omp simd reduction(+ : total)
    for (int j = 0; j < n; j++) {
        const real e = real_exp(s[j] - most);

        s[j] = e;
        total += e;
    }
    st->most[i] = most;
    st->total[i] = st->total[i] * shrink + total;
    for (int d = 0; d < width; d++)
        st->sum[i][d] *= shrink;
}

static void forward_tile(struct state *st, const struct attention_head *h,
                         const struct attention_block *b, int64_t key)
{
    const int width = h->width;
    real columns[KERNELS_HEAD_WIDTH * KEYS], score[QUERIES * KEYS];

    attention_transpose(columns, h->k + key * h->k_row, h->k_row,
                        attention_least(h->keys - key, KEYS), width);
    attention_scores(score, h->q + b->first * h->q_row, h->q_row, b->n, columns,
                     width);
    for (int i = 0; i < b->n; i++) {
        const int n = attention_seen(h, b->first + i, key);
        real *s = score + i * KEYS;

        if (n <= 0)
            continue;
        for (int j = 0; j < n; j++)
            s[j] *= h->scale;
        absorb(st, i, s, n, width);
        attention_add_rows(st->sum[i], s, 1, h->v + key * h->v_row, h->v_row, n,
                           width);
    }
}

static void forward_block(const struct attention_head *h,
                          const struct attention_block *b)
{
    const int64_t end = attention_end(h, b->first + b->n - 1);
    struct state st;

    for (int i = 0; i < b->n; i++) {
        st.most[i] = -(real)INFINITY;
        st.total[i] = R(0.0);
        for (int d = 0; d < h->width; d++)
            st.sum[i][d] = R(0.0);
    }
    for (int64_t key = 0; key < end; key += KEYS)
        forward_tile(&st, h, b, key);
    for (int i = 0; i < b->n; i++) {
        const real by = R(1.0) / st.total[i];
        real *out = h->out + (b->first + i) * h->out_row;

        h->lse[b->first + i] = st.most[i] + real_log(st.total[i]);
        for (int d = 0; d < h->width; d++)
            out[d] = st.sum[i][d] * by;
    }
}

void KERNEL(attention_forward)(const struct kernels_attention *a, int64_t from,
                               int64_t to)
{
    const int64_t blocks = (a->t + QUERIES - 1) / QUERIES;

    for (int64_t item = from; item < to; item++) {
        const int64_t pair = item / blocks;
        const struct attention_head h =
            attention_head(a, pair / a->heads, pair % a->heads);
        const int64_t first = item % blocks * QUERIES;

        forward_block(&h, &(struct attention_block){
                              first, attention_least(a->t - first, QUERIES)});
    }
}

void KERNEL(attention_rows)(real *probs, const struct kernels_attention *a,
                            int64_t from, int64_t to)
{
    for (int64_t row = from; row < to; row++) {
        const int64_t pair = row / a->t, i = row % a->t;
        const struct attention_head h =
            attention_head(a, pair / a->heads, pair % a->heads);
        const real *q = h.q + i * h.q_row;
        const int64_t end = attention_end(&h, i);
        real *p = probs + row * a->keys;

        for (int64_t j = 0; j < a->keys; j++) {
            real dot = R(0.0);

            for (int d = 0; j < end && d < h.width; d++)
                dot = real_muladd(q[d], h.k[j * h.k_row + d], dot);
            p[j] = j < end ? real_exp(h.scale * dot - h.lse[i]) : R(0.0);
        }
    }
}

/* Backward. The weights are computed again, tile by tile, from the kept
 * log-sum-exp: p = exp(score - lse). With D = dout . out of a query, the
 * gradient of its scores is p (dout . v - D). Dao et al. 2022, algorithm 4. */

struct tiles {
    real k[KERNELS_HEAD_WIDTH * KEYS], v[KERNELS_HEAD_WIDTH * KEYS];
    real p[QUERIES * KEYS], ds[QUERIES * KEYS];
};

KERNEL_APART static real dot(const real *a, const real *b, int n)
{
    real sum = R(0.0);

#pragma omp simd reduction(+ : sum)
    for (int d = 0; d < n; d++)
        sum += a[d] * b[d];
    return sum;
}

/* From scores and dout . v to weights and gradients of scores, in place; 0
 * where the query does not look. */
static void weigh(struct tiles *t, const struct attention_head *h,
                  const struct attention_block *b, int64_t key)
{
    for (int i = 0; i < b->n; i++) {
        const int64_t at = b->first + i;
        const int n = attention_seen(h, at, key);
        const real lse = h->lse[at], scale = h->scale;
        const real share =
            dot(h->dout + at * h->out_row, h->out + at * h->out_row, h->width);
        real *p = t->p + i * KEYS, *ds = t->ds + i * KEYS;

        for (int j = n < 0 ? 0 : n; j < KEYS; j++)
            p[j] = ds[j] = R(0.0);
#pragma omp simd
        for (int j = 0; j < n; j++) {
            p[j] = real_exp(scale * p[j] - lse);
            ds[j] = scale * p[j] * (ds[j] - share);
        }
    }
}

static void backward_tile(struct tiles *t, const struct attention_head *h,
                          const struct attention_block *b, int64_t key)
{
    const int n = attention_least(h->keys - key, KEYS), width = h->width;
    const real *q = h->q + b->first * h->q_row;
    const real *dout = h->dout + b->first * h->out_row;

    attention_scores(t->p, q, h->q_row, b->n, t->k, width);
    attention_scores(t->ds, dout, h->out_row, b->n, t->v, width);
    weigh(t, h, b, key);
    for (int i = 0; i < b->n && h->dq; i++)
        attention_add_rows(h->dq + (b->first + i) * h->q_row, t->ds + i * KEYS,
                           1, h->k + key * h->k_row, h->k_row,
                           attention_seen(h, b->first + i, key), width);
    for (int j = 0; j < n && h->dk; j++)
        attention_add_rows(h->dk + (key + j) * h->k_row, t->ds + j, KEYS, q,
                           h->q_row, b->n, width);
    for (int j = 0; j < n && h->dv; j++)
        attention_add_rows(h->dv + (key + j) * h->v_row, t->p + j, KEYS, dout,
                           h->out_row, b->n, width);
}

static void backward_head(struct tiles *t, const struct attention_head *h)
{
    for (int64_t key = 0; key < h->keys; key += KEYS) {
        const int n = attention_least(h->keys - key, KEYS);

        attention_transpose(t->k, h->k + key * h->k_row, h->k_row, n, h->width);
        attention_transpose(t->v, h->v + key * h->v_row, h->v_row, n, h->width);
        for (int64_t first = 0; first < h->t; first += QUERIES) {
            const struct attention_block b = {
                first, attention_least(h->t - first, QUERIES)};

            if (attention_end(h, first + b.n - 1) > key)
                backward_tile(t, h, &b, key);
        }
    }
}

void KERNEL(attention_backward)(const struct kernels_attention *a, int64_t from,
                                int64_t to)
{
    const int64_t each = a->heads / a->groups;
    struct tiles tiles;

    /* Heads of a group add into one k and v: one item does them in order. */
    for (int64_t item = from; item < to; item++)
        for (int64_t i = 0; i < each; i++) {
            const struct attention_head h = attention_head(
                a, item / a->groups, item % a->groups * each + i);

            backward_head(&tiles, &h);
        }
}
