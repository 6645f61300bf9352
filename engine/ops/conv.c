/* conv.c - windows of steps, laid side by side, and the product with them.
 *
 * A window of contiguous steps is contiguous memory, so a row of the result is
 * one copy, cut where it hangs over an end. */
#include "engine/ops/conv.h"

#include <string.h>

#include "engine/ops/common.h"
#include "engine/ops/linear.h"
#include "engine/ops/shape.h"

struct job {
    const struct op_record *record;
    struct tensor *dx;
};

/* Of one window: the steps of x that it covers, and where they stand in it. */
struct span {
    int64_t first, count, at;
};

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *x = r->in[0];
    const int64_t width = r->with.whole[0], stride = r->with.whole[1],
                  pad = r->with.whole[2];
    char text[TENSOR_TEXT];

    if (x->dims != 3 || width < 1 || stride < 1 || pad < 0 || pad >= width ||
        x->shape[1] + 2 * pad < width) {
        graph_fail(g, STATUS_BAD_SHAPE,
                   "conv_windows: x is %s, with windows of %lld steps, stride "
                   "%lld and %lld steps around it",
                   tensor_shape_text(text, x), (long long)width,
                   (long long)stride, (long long)pad);
        return false;
    }
    r->out->dims = 3;
    r->out->shape[0] = x->shape[0];
    r->out->shape[1] = (x->shape[1] + 2 * pad - width) / stride + 1;
    r->out->shape[2] = width * x->shape[2];
    return true;
}

static struct span span_of(const struct op_record *r, int64_t step)
{
    const int64_t width = r->with.whole[0], t = r->in[0]->shape[1];
    const int64_t first = step * r->with.whole[1] - r->with.whole[2];
    const int64_t from = first < 0 ? 0 : first;
    const int64_t to = first + width < t ? first + width : t;

    return (struct span){from, to > from ? to - from : 0, from - first};
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct op_record *r = ((const struct job *)work)->record;
    const size_t bytes = tensor_type_bytes(r->out->type);
    const int64_t steps = r->out->shape[1], in = r->in[0]->shape[2];

    for (int64_t i = from; i < to; i++) {
        const struct span s = span_of(r, i % steps);
        const int64_t row = i / steps * r->in[0]->shape[1] + s.first;
        char *out = common_row(r->out, i);

        memset(out, 0, (size_t)tensor_cols(r->out) * bytes);
        memcpy(out + (size_t)(s.at * in) * bytes,
               tensor_place(r->in[0], row * in),
               (size_t)(s.count * in) * bytes);
    }
}

static void forward(struct graph *g, struct op_record *r)
{
    struct job j = {r, NULL};

    common_run(g, forward_part, &j, tensor_rows(r->out),
               (double)tensor_cols(r->out));
}

/* dx += dy, n numbers. */
static void add(const struct tensor *dx, int64_t to, const struct tensor *dy,
                int64_t from, int64_t n)
{
    if (dx->type == TENSOR_F64) {
        double *x = tensor_place(dx, to);
        const double *y = tensor_place(dy, from);

        for (int64_t i = 0; i < n; i++)
            x[i] += y[i];
    } else {
        float *x = tensor_place(dx, to);
        const float *y = tensor_place(dy, from);

        for (int64_t i = 0; i < n; i++)
            x[i] += y[i];
    }
}

/* Items are sequences: windows that overlap belong to one thread. */
static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    const int64_t steps = r->out->shape[1], in = r->in[0]->shape[2];
    const int64_t t = r->in[0]->shape[1], cols = tensor_cols(r->out);

    for (int64_t b = from; b < to; b++)
        for (int64_t step = 0; step < steps; step++) {
            const struct span s = span_of(r, step);

            add(j->dx, (b * t + s.first) * in, r->out->grad,
                (b * steps + step) * cols + s.at * in, s.count * in);
        }
}

static void backward(struct graph *g, struct op_record *r)
{
    struct job j = {r, graph_grad_add(g, r->in[0])};

    if (j.dx)
        common_run(g, backward_part, &j, r->in[0]->shape[0],
                   (double)(r->out->shape[1] * tensor_cols(r->out)));
}

static struct op_cost forward_cost(const struct op_record *r)
{
    return common_cost(r, 0.0);
}

static struct op_cost backward_cost(const struct op_record *r)
{
    return common_back_cost(r, 1.0);
}

static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const int64_t cols = tensor_cols(r->out), in = r->in[0]->shape[2];
    const int64_t row = index / cols, steps = r->out->shape[1];
    const struct span s = span_of(r, row % steps);
    const int64_t place = index % cols / in - s.at;
    const int64_t at =
        (row / steps * r->in[0]->shape[1] + s.first + place) * in + index % in;

    if (place < 0 || place >= s.count || room < 1)
        return 0; /* a zero before or behind x */
    out[0] = (struct op_source){0, at, tensor_get(r->in[0], at)};
    return 1;
}

const struct op conv_windows_row = {
    .name = "conv_windows",
    .formula = "y[t] = x[t s - pad], .., x[t s - pad + width - 1]",
    .shape = shape,
    .forward = forward,
    .on_host = true,
    .backward = backward,
    .forgets_out = true,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = sources,
};

struct tensor *conv_windows(struct graph *g, struct tensor *x,
                            const struct conv_shape *s)
{
    struct tensor *in[] = {shape_contiguous(g, x)};
    const struct op_numbers with = {.whole = {s->width, s->stride, s->pad}};

    return common_apply(g, &conv_windows_row, in, 1, &with);
}

struct tensor *conv_op(struct graph *g, struct tensor *x, struct tensor *weight,
                       struct tensor *bias, int64_t stride, int64_t pad)
{
    char a[TENSOR_TEXT], b[TENSOR_TEXT];

    if (!x || !weight)
        return NULL;
    if (weight->dims != 3 || x->dims != 3 || weight->shape[2] != x->shape[2])
        return graph_fail(
            g, STATUS_BAD_SHAPE, "conv: x is %s but the weight is %s",
            tensor_shape_text(a, x), tensor_shape_text(b, weight));
    const struct conv_shape s = {weight->shape[1], stride, pad};
    return linear_op(
        g, conv_windows(g, x, &s),
        shape_reshape(g, weight, 2, (const int64_t[]){weight->shape[0], -1}),
        bias);
}
