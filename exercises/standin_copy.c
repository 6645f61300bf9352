/* standin_copy.c - copies between arrangements of an array: a learner's heads
 * where two neighbouring axes change places, their strides elsewhere. */
#include <stdlib.h>

#include "exercises/standin_parts.h"

/* Some rows of the innermost two axes of a copy. */
struct patch {
    int rows, cols;
    int64_t out, x;                 /* where they begin */
    int64_t out_step[2], x_step[2]; /* a row, a column */
};

static int64_t axis(const struct kernels_copy *s, int back)
{
    return back < s->dims ? s->shape[s->dims - 1 - back] : 1;
}

/* The largest patch that begins at item `from` and ends before `to`. */
static struct patch patch_at(const struct kernels_copy *s, int64_t from,
                             int64_t to)
{
    const int64_t cols = axis(s, 0), rows = axis(s, 1);
    const int64_t col = from % cols, row = from / cols % rows, n = to - from;
    struct patch p = {.rows = 1,
                      .cols = (int)(cols - col < n ? cols - col : n)};

    if (col == 0 && n >= cols)
        p.rows = (int)(n / cols < rows - row ? n / cols : rows - row);
    for (int d = s->dims - 1; d >= 0; from /= s->shape[d--]) {
        p.out += from % s->shape[d] * s->out_stride[d];
        p.x += from % s->shape[d] * s->x_stride[d];
    }
    for (int back = 0; back < 2 && back < s->dims; back++) {
        p.out_step[1 - back] = s->out_stride[s->dims - 1 - back];
        p.x_step[1 - back] = s->x_stride[s->dims - 1 - back];
    }
    return p;
}

static bool strided(struct standin *s, float *out, const float *x,
                    const struct patch *p)
{
    const int none = 0, row = (int)p->x_step[0], col = (int)p->x_step[1];
    const int64_t reach =
        1 + p->x_step[0] * (p->rows - 1) + p->x_step[1] * (p->cols - 1);
    const size_t n = (size_t)p->rows * (size_t)p->cols;

    if (p->x_step[0] < 0 || p->x_step[1] < 0 || reach > TALK_NUMBERS ||
        n > TALK_NUMBERS || !n)
        return false;
    float *dense = malloc(n * sizeof *dense);
    const struct lent_array a[] = {WHOLE("rows", p->rows),
                                   WHOLE("cols", p->cols),
                                   WHOLE("start", none),
                                   WHOLE("row_step", row),
                                   WHOLE("col_step", col),
                                   IN("x", 1, (int)reach, x + p->x),
                                   OUT("out", p->rows, p->cols, dense)};
    const bool good = dense && CALL(s, STANDIN_STRIDES, a);
    for (int i = 0; i < p->rows && good; i++)
        for (int j = 0; j < p->cols; j++)
            out[p->out + i * p->out_step[0] + j * p->out_step[1]] =
                dense[i * p->cols + j];
    free(dense);
    return good;
}

/* Do x [b, a, size] and out [a, b, size] differ by the order of two axes? */
static bool swaps(const struct kernels_copy *s)
{
    const int d = s->dims - 3;

    if (d < 0)
        return false;
    const int64_t *n = s->shape + d, *x = s->x_stride + d;
    const int64_t *out = s->out_stride + d;
    return n[0] > 1 && n[1] > 1 && x[2] == 1 && x[0] == n[2] &&
           x[1] == n[0] * n[2] && out[2] == 1 && out[1] == n[2] &&
           out[0] == n[1] * n[2] &&
           n[0] * n[1] * n[2] <= (int64_t)TALK_NUMBERS / 2;
}

/* There are fewer heads than positions: what has the positions first is
 * merged, what has the heads first was split. */
static bool change_places(struct standin *s, float *out, const float *x,
                          const int64_t *n)
{
    const bool merge = n[0] > n[1];
    const int T = (int)(merge ? n[0] : n[1]), size = (int)n[2];
    const int heads = (int)(merge ? n[1] : n[0]), wide = heads * size;
    const int long_row = T * size;
    const struct lent_array a[] = {WHOLE("T", T),
                                   WHOLE("heads", heads),
                                   WHOLE("size", size),
                                   IN("x", T, wide, x),
                                   IN("y", heads, long_row, x),
                                   {.name = "split",
                                    .rows = heads,
                                    .cols = long_row,
                                    .out = merge ? NULL : out,
                                    .unwanted = merge},
                                   {.name = "merged",
                                    .rows = T,
                                    .cols = wide,
                                    .out = merge ? out : NULL,
                                    .unwanted = !merge}};

    return CALL(s, STANDIN_HEADS, a);
}

/* Whole blocks of the three innermost axes; 0: it is none. */
static int64_t by_heads(struct standin *s, float *out, const float *x,
                        const struct kernels_copy *c, int64_t from, int64_t to)
{
    if (!s->on[STANDIN_HEADS] || !swaps(c))
        return 0;
    const int64_t block = axis(c, 0) * axis(c, 1) * axis(c, 2);
    const struct patch p = patch_at(c, from, to);

    if (from % block || to - from < block)
        return 0;
    return change_places(s, out + p.out, x + p.x, c->shape + c->dims - 3)
               ? block
               : 0;
}

static void copy_forward(float *out, const float *x,
                         const struct kernels_copy *c, int64_t from, int64_t to)
{
    struct standin *s = standin_now();

    while (from < to) {
        int64_t done = by_heads(s, out, x, c, from, to);

        if (!done) {
            const struct patch p = patch_at(c, from, to);

            done = (int64_t)p.rows * p.cols;
            if (!s->on[STANDIN_STRIDES] || !strided(s, out, x, &p))
                s->ours.copy_forward(out, x, c, from, from + done);
        }
        from += done;
    }
}

void standin_copy(struct standin *s, struct kernels_f32 *table)
{
    if (s->on[STANDIN_HEADS] || s->on[STANDIN_STRIDES])
        table->copy_forward = copy_forward;
}
