#include "engine/kernels/k_attention_short.h"

/* Built with contraction, as k_product.c: a * b + c is one instruction. */
typedef real lanes __attribute__((vector_size(GROUP * sizeof(real))));

bool KERNEL(attention_short_view)(struct attention_view *v,
                                  const struct kernels_attention *a)
{
    if (a->t > QUERIES || a->keys > SHORT_KEYS || a->width > SHORT_WIDTH ||
        a->window || a->lengths)
        return false;
    v->t = (int)a->t;
    v->keys = (int)a->keys;
    v->width = (int)a->width;
    const int before = v->keys - v->t; /* causal: keys of earlier positions */
    for (int i = 0; i < v->t; i++)
        v->end[i] = a->causal ? i + before + 1 : v->keys;
    for (int j = 0; j < v->keys; j++)
        v->blind[j] = a->causal && j > before ? j - before : 0;
    return true;
}

/* to[d][i] = row i of x; columns up to a whole group are 0. */
static void turn(real *to, const real *x, int64_t row,
                 const struct attention_view *v)
{
    const int whole = (v->t + GROUP - 1) / GROUP * GROUP;

    for (int d = 0; d < v->width; d++)
        for (int i = v->t; i < whole; i++)
            to[d * QUERIES + i] = R(0.0);
    for (int i = 0; i < v->t; i++)
        for (int d = 0; d < v->width; d++)
            to[d * QUERIES + i] = x[i * row + d];
}

/* Four keys at a time: their sums do not wait for each other. */
enum { AT_ONCE = 4 };

__attribute__((always_inline)) static inline void
score_rows(real *score, const real *x, int64_t x_row, const real *turned,
           int width, int rows)
{
    lanes sum[AT_ONCE] = {{R(0.0)}};

    for (int d = 0; d < width; d++) {
        lanes y;

        memcpy(&y, turned + d * QUERIES, sizeof y);
#pragma GCC unroll 4
        for (int j = 0; j < rows; j++)
            sum[j] = x[j * x_row + d] * y + sum[j];
    }
    for (int j = 0; j < rows; j++)
        memcpy(score + j * QUERIES, &sum[j], sizeof sum[j]);
}

void KERNEL(attention_short_scores)(real *score, const real *x, int64_t x_row,
                                    const real *y, int64_t y_row,
                                    const struct attention_view *v)
{
    real turned[SHORT_WIDTH * QUERIES];

    turn(turned, y, y_row, v);
    for (int group = 0; group < v->t; group += GROUP) {
        int j = 0;

        for (; j + AT_ONCE <= v->keys; j += AT_ONCE)
            score_rows(score + j * QUERIES + group, x + j * x_row, x_row,
                       turned + group, v->width, AT_ONCE);
        for (; j < v->keys; j++)
            score_rows(score + j * QUERIES + group, x + j * x_row, x_row,
                       turned + group, v->width, 1);
    }
}

/* c += weight[0] x[0] + weight[step] x[row] + ..., n of them, in `columns`. */
__attribute__((always_inline)) static inline void
add_columns(real *c, const real *weight, int step, const real *x, int64_t row,
            int n, int columns)
{
    const size_t bytes = (size_t)columns * sizeof *c;
    lanes sum = {R(0.0)}, y = {R(0.0)};

    for (int j = 0; j < n; j++) {
        memcpy(&y, x + j * row, bytes);
        sum = weight[j * step] * y + sum;
    }
    memcpy(&y, c, bytes);
    y = y + sum;
    memcpy(c, &y, bytes);
}

/* The last columns of an odd width see the same instructions. */
static inline void add(real *c, const real *weight, int step, const real *x,
                       int64_t row, int n, int width)
{
    const int whole = width / GROUP * GROUP;

    for (int d = 0; d < whole; d += GROUP)
        add_columns(c + d, weight, step, x + d, row, n, GROUP);
    if (whole < width)
        add_columns(c + whole, weight, step, x + whole, row, n, width - whole);
}

void KERNEL(attention_short_queries)(real *c, int64_t c_row, const real *weight,
                                     const real *x, int64_t x_row,
                                     const struct attention_view *v)
{
    for (int i = 0; i < v->t; i++)
        add(c + i * c_row, weight + i, QUERIES, x, x_row, v->end[i], v->width);
}

void KERNEL(attention_short_keys)(real *c, int64_t c_row, const real *weight,
                                  const real *x, int64_t x_row,
                                  const struct attention_view *v)
{
    for (int j = 0; j < v->keys; j++) {
        const int first = v->blind[j];

        add(c + j * c_row, weight + j * QUERIES + first, 1, x + first * x_row,
            x_row, v->t - first, v->width);
    }
}
