#include "engine/kernels/k_attention.h"

#include "engine/kernels/k_attention_short.h"

/* Forward goes over the keys in tiles and keeps, per query, the largest score
 * so far, the sum of exponentials and the weighted sum of values; when a
 * larger score comes, both sums are scaled down ("online softmax"). */

struct state {
    real most[QUERIES], total[QUERIES], shrink[QUERIES];
    real score[KEYS * QUERIES];
    real sum[QUERIES * KERNELS_HEAD_WIDTH];
};

/* Products of weights with the rows of b, g->b. Weights are 0 where a query
 * does not look, but 0 times NaN is NaN: then pair by pair. */
struct add {
    const struct attention_head *h;
    const struct attention_block *b;
    const struct attention_tile *t;
    const real *weight;
    bool turned; /* a row of the result is a query; else a key */
};

KERNEL_APART static bool finite_row(const real *x, int n)
{
    real sum = R(0.0);

#pragma omp simd reduction(+ : sum)
    for (int d = 0; d < n; d++)
        sum += R(0.0) * x[d];
    return sum >= R(0.0);
}

static bool finite_rows(const struct gemm_args *g)
{
    const real *x = g->b;

    for (int64_t i = 0; i < g->inner; i++)
        if (!finite_row(x + i * g->b_row, (int)g->cols))
            return false;
    return true;
}

static void add_pairs(const struct gemm_args *g, const struct add *a)
{
    for (int j = 0; j < a->t->keys; j++) {
        const int64_t key = a->t->key + j;
        const int end = attention_past(a->h, a->b, key);

        for (int i = attention_blind(a->h, a->b, key); i < end; i++) {
            real *to = (real *)g->c + (a->turned ? i : j) * g->c_row;
            const real *x = (const real *)g->b + (a->turned ? j : i) * g->b_row;
            const real weight = a->weight[j * QUERIES + i];

            for (int64_t d = 0; d < g->cols; d++)
                to[d] = real_muladd(weight, x[d], to[d]);
        }
    }
}

/* c += weight b; shape, b and c stand in `g`. */
static void add_weighted(struct gemm_args *g, const struct add *a)
{
    if (attention_crossed(a->h, a->b, a->t) && !finite_rows(g)) {
        add_pairs(g, a);
        return;
    }
    g->a = a->weight;
    g->a_transposed = a->turned;
    g->a_row = QUERIES;
    g->batch = 1;
    g->alpha = g->beta = 1.0;
    KERNEL(product_forward)(g);
}

/* A group of queries takes in a tile: scores become weights. */
KERNEL_APART static void
absorb(struct state *st, const struct attention_tile *t, int group, real scale)
{
    real *most = st->most + group, *total = st->total + group;
    real *s = st->score + group, high[GROUP], sum[GROUP];

    for (int i = 0; i < GROUP; i++) {
        high[i] = most[i];
        sum[i] = R(0.0);
    }
    for (int j = 0; j < t->keys; j++) {
#pragma omp simd
        for (int i = 0; i < GROUP; i++) {
            const real x = scale * s[j * QUERIES + i];

            s[j * QUERIES + i] = x;
            high[i] = x > high[i] ? x : high[i];
        }
    }
    for (int j = 0; j < t->keys; j++) {
#pragma omp simd
        for (int i = 0; i < GROUP; i++) {
            const real e = real_exp(s[j * QUERIES + i] - high[i]);

            s[j * QUERIES + i] = e;
            sum[i] += e;
        }
    }
#pragma omp simd
    for (int i = 0; i < GROUP; i++) {
        const real shrink = real_exp(most[i] - high[i]);

        st->shrink[group + i] = shrink;
        total[i] = total[i] * shrink + sum[i];
        most[i] = high[i];
    }
}

static void forward_tile(struct state *st, const struct attention_head *h,
                         const struct attention_block *b,
                         const struct attention_tile *t)
{
    const int width = h->width;

    attention_scores(st->score, h->k + t->key * h->k_row, h->k_row,
                     h->q + b->first * h->q_row, h->q_row,
                     (const int64_t[]){t->keys, b->n, width});
    attention_hide(st->score, -(real)INFINITY, h, b, t);
    for (int group = 0; group < t->width; group += GROUP)
        absorb(st, t, group, h->scale);
    for (int i = 0; i < b->n && t->key > 0; i++) {
        real *sum = st->sum + i * width;

#pragma omp simd
        for (int d = 0; d < width; d++)
            sum[d] *= st->shrink[i];
    }
    struct gemm_args g = {.rows = b->n,
                          .cols = width,
                          .inner = t->keys,
                          .b = h->v + t->key * h->v_row,
                          .b_row = h->v_row,
                          .c = st->sum,
                          .c_row = width};
    add_weighted(&g, &(struct add){h, b, t, st->score, true});
}

/* The tile that starts at `key`; its queries see no key from `end` on. */
static struct attention_tile tile_at(const struct attention_block *b,
                                     int64_t key, int64_t end)
{
    return (struct attention_tile){key, attention_least(end - key, KEYS),
                                   (b->n + GROUP - 1) / GROUP * GROUP};
}

static void begin(struct state *st, const struct attention_head *h,
                  const struct attention_block *b)
{
    for (int i = 0; i < QUERIES; i++) {
        st->most[i] = -(real)INFINITY;
        st->total[i] = R(0.0);
    }
    memset(st->sum, 0, (size_t)(b->n * h->width) * sizeof *st->sum);
}

/* Sums become results. */
static void finish(const struct state *st, const struct attention_head *h,
                   const struct attention_block *b)
{
    for (int i = 0; i < b->n; i++) {
        const real by = R(1.0) / st->total[i], *sum = st->sum + i * h->width;
        real *out = h->out + (b->first + i) * h->out_row;

        h->lse[b->first + i] = st->most[i] + real_log(st->total[i]);
#pragma omp simd
        for (int d = 0; d < h->width; d++)
            out[d] = sum[d] * by;
    }
}

static void forward_short(const struct attention_head *h,
                          const struct attention_view *v)
{
    const struct attention_block b = {0, v->t};
    const struct attention_tile t = tile_at(&b, 0, v->keys);
    struct state st;

    begin(&st, h, &b);
    KERNEL(attention_short_scores)
    (st.score, h->k, h->k_row, h->q, h->q_row, v);
    attention_hide(st.score, -(real)INFINITY, h, &b, &t);
    for (int group = 0; group < t.width; group += GROUP)
        absorb(&st, &t, group, h->scale);
    KERNEL(attention_short_queries)
    (st.sum, h->width, st.score, h->v, h->v_row, v);
    finish(&st, h, &b);
}

static void forward_block(const struct attention_head *h,
                          const struct attention_block *b)
{
    const int64_t first = attention_begin(h, b->first);
    const int64_t end = attention_end(h, b->first + b->n - 1);
    struct state st;

    begin(&st, h, b);
    if (b->n % GROUP) /* columns of no query */
        memset(st.score, 0,
               (size_t)attention_least(end - first, KEYS) * QUERIES *
                   sizeof(real));
    /* The first tile has a key for each query: a block is no longer. */
    for (int64_t key = first; key < end; key += KEYS) {
        const struct attention_tile t = tile_at(b, key, end);

        forward_tile(&st, h, b, &t);
    }
    finish(&st, h, b);
}

void KERNEL(attention_forward)(const struct kernels_attention *a, int64_t from,
                               int64_t to)
{
    const int64_t blocks = (a->t + QUERIES - 1) / QUERIES;
    struct attention_view view;
    const bool is_short = KERNEL(attention_short_view)(&view, a);

    for (int64_t item = from; item < to; item++) {
        const int64_t pair = item / blocks;
        const struct attention_head h =
            attention_head(a, pair / a->heads, pair % a->heads);
        const int64_t first = item % blocks * QUERIES;

        if (is_short)
            forward_short(&h, &view);
        else
            forward_block(&h,
                          &(struct attention_block){
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
        const int64_t first = attention_begin(&h, i);
        const int64_t end = attention_end(&h, i);
        real *p = probs + row * a->keys;

        for (int64_t j = 0; j < a->keys; j++) {
            const bool sees = j >= first && j < end;
            real dot = R(0.0);

            for (int d = 0; sees && d < h.width; d++)
                dot = real_muladd(q[d], h.k[j * h.k_row + d], dot);
            p[j] = sees ? real_exp(h.scale * dot - h.lse[i]) : R(0.0);
        }
    }
}

/* Backward. The weights are computed again, tile by tile, from the kept
 * log-sum-exp: p = exp(score - lse). With D = dout . out of a query, the
 * gradient of its scores is p (dout . v - D). Dao et al. 2022, algorithm 4. */

struct tiles {
    real lse[QUERIES], share[QUERIES]; /* share is D */
    real p[KEYS * QUERIES], ds[KEYS * QUERIES];
};

/* What has no query yet is computed with, and thrown away. */
static void blank(struct tiles *tiles, const struct attention_head *h)
{
    const size_t keys = (size_t)attention_least(h->keys, KEYS);

    memset(tiles->lse, 0, sizeof tiles->lse);
    memset(tiles->share, 0, sizeof tiles->share);
    memset(tiles->p, 0, keys * QUERIES * sizeof(real));
    memset(tiles->ds, 0, keys * QUERIES * sizeof(real));
}

KERNEL_APART static real dot(const real *a, const real *b, int n)
{
    real sum = R(0.0);

#pragma omp simd reduction(+ : sum)
    for (int d = 0; d < n; d++)
        sum += a[d] * b[d];
    return sum;
}

/* From scores and dout . v to weights and gradients of scores, in place. */
KERNEL_APART static void weigh(struct tiles *tiles,
                               const struct attention_tile *t, int group,
                               real scale)
{
    const real *lse = tiles->lse + group, *share = tiles->share + group;

    for (int j = 0; j < t->keys; j++) {
        real *p = tiles->p + j * QUERIES + group;
        real *ds = tiles->ds + j * QUERIES + group;

#pragma omp simd
        for (int i = 0; i < GROUP; i++) {
            const real weight = real_exp(scale * p[i] - lse[i]);

            p[i] = weight;
            ds[i] = scale * weight * (ds[i] - share[i]);
        }
    }
}

static void add_gradients(struct tiles *tiles, const struct attention_head *h,
                          const struct attention_block *b,
                          const struct attention_tile *t)
{
    struct gemm_args g = {.rows = t->keys, .cols = h->width, .inner = b->n};

    if (h->dv) {
        g.b = h->dout + b->first * h->out_row;
        g.b_row = h->out_row;
        g.c = h->dv + t->key * h->v_row;
        g.c_row = h->v_row;
        add_weighted(&g, &(struct add){h, b, t, tiles->p, false});
    }
    if (h->dk) {
        g.b = h->q + b->first * h->q_row;
        g.b_row = h->q_row;
        g.c = h->dk + t->key * h->k_row;
        g.c_row = h->k_row;
        add_weighted(&g, &(struct add){h, b, t, tiles->ds, false});
    }
    if (h->dq) {
        g.rows = b->n;
        g.inner = t->keys;
        g.b = h->k + t->key * h->k_row;
        g.b_row = h->k_row;
        g.c = h->dq + b->first * h->q_row;
        g.c_row = h->q_row;
        add_weighted(&g, &(struct add){h, b, t, tiles->ds, true});
    }
}

/* lse and D of the queries of a block. */
static void keep_rows(struct tiles *tiles, const struct attention_head *h,
                      const struct attention_block *b)
{
    const real *dout = h->dout + b->first * h->out_row;
    const real *out = h->out + b->first * h->out_row;

    for (int i = 0; i < b->n; i++) {
        tiles->lse[i] = h->lse[b->first + i];
        tiles->share[i] =
            dot(dout + i * h->out_row, out + i * h->out_row, h->width);
    }
}

static void backward_short(struct tiles *tiles, const struct attention_head *h,
                           const struct attention_view *v)
{
    const struct attention_block b = {0, v->t};
    const struct attention_tile t = tile_at(&b, 0, v->keys);

    keep_rows(tiles, h, &b);
    KERNEL(attention_short_scores)
    (tiles->p, h->k, h->k_row, h->q, h->q_row, v);
    KERNEL(attention_short_scores)
    (tiles->ds, h->v, h->v_row, h->dout, h->out_row, v);
    attention_hide(tiles->p, -(real)INFINITY, h, &b, &t);
    for (int group = 0; group < t.width; group += GROUP)
        weigh(tiles, &t, group, h->scale);
    if (h->dv)
        KERNEL(attention_short_keys)
    (h->dv, h->v_row, tiles->p, h->dout, h->out_row, v);
    if (h->dk)
        KERNEL(attention_short_keys)
    (h->dk, h->k_row, tiles->ds, h->q, h->q_row, v);
    if (h->dq)
        KERNEL(attention_short_queries)
    (h->dq, h->q_row, tiles->ds, h->k, h->k_row, v);
}

static void backward_block(struct tiles *tiles, const struct attention_head *h,
                           const struct attention_block *b)
{
    const int64_t end = attention_end(h, b->first + b->n - 1);
    const real *q = h->q + b->first * h->q_row;
    const real *dout = h->dout + b->first * h->out_row;

    keep_rows(tiles, h, b);
    for (int64_t key = attention_begin(h, b->first); key < end; key += KEYS) {
        const struct attention_tile t = tile_at(b, key, end);
        const int64_t sizes[] = {t.keys, b->n, h->width};

        attention_scores(tiles->p, h->k + key * h->k_row, h->k_row, q, h->q_row,
                         sizes);
        attention_scores(tiles->ds, h->v + key * h->v_row, h->v_row, dout,
                         h->out_row, sizes);
        attention_hide(tiles->p, -(real)INFINITY, h, b, &t);
        for (int group = 0; group < t.width; group += GROUP)
            weigh(tiles, &t, group, h->scale);
        attention_hide(tiles->ds, R(0.0), h, b, &t);
        add_gradients(tiles, h, b, &t);
    }
}

void KERNEL(attention_backward)(const struct kernels_attention *a, int64_t from,
                                int64_t to)
{
    const int64_t each = a->heads / a->groups;
    struct attention_view view;
    const bool is_short = KERNEL(attention_short_view)(&view, a);
    struct tiles tiles;

    /* Heads of a group add into one k and v: one item does them in order. */
    for (int64_t item = from; item < to; item++) {
        for (int64_t i = 0; i < each; i++) {
            const struct attention_head h = attention_head(
                a, item / a->groups, item % a->groups * each + i);

            if (i == 0)
                blank(&tiles, &h);
            if (is_short) {
                backward_short(&tiles, &h, &view);
                continue;
            }
            for (int64_t first = 0; first < h.t; first += QUERIES) {
                backward_block(
                    &tiles, &h,
                    &(struct attention_block){
                        first, attention_least(h.t - first, QUERIES)});
            }
        }
    }
}
