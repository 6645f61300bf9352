/* reduce.c - sum, mean and maximum along one axis.
 *
 * Any axis of a contiguous tensor makes it [outer, n, inner]: n numbers,
 * `inner` apart, become one. All axes: [1, count, 1]. */
#include "engine/ops/reduce.h"

#include <limits.h>

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

struct extents {
    int64_t outer, n, inner;
};

static struct extents extents_of(const struct op_record *r)
{
    const struct tensor *x = r->in[0];
    const int axis = (int)r->with.whole[0];
    struct extents e = {1, 1, 1};

    if (axis == REDUCE_ALL) {
        e.n = tensor_count(x);
        return e;
    }
    for (int i = 0; i < axis; i++)
        e.outer *= x->shape[i];
    e.n = x->shape[axis];
    for (int i = axis + 1; i < x->dims; i++)
        e.inner *= x->shape[i];
    return e;
}

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *x = r->in[0];
    const int axis = (int)r->with.whole[0];
    const struct extents e = extents_of(r);
    char text[TENSOR_TEXT];

    if ((e.n < 1 && r->op != &reduce_sum_row) || e.n > INT_MAX ||
        e.inner > INT_MAX) {
        graph_fail(g, STATUS_BAD_SHAPE, "%s: nothing to reduce in %s",
                   r->op->name, tensor_shape_text(text, x));
        return false;
    }
    for (int i = 0; axis != REDUCE_ALL && i < x->dims; i++) {
        if (i != axis)
            r->out->shape[r->out->dims++] = x->shape[i];
    }
    if (r->out->dims == 0)
        r->out->shape[r->out->dims++] = 1;
    return true;
}

struct job {
    struct common_kernels kernels;
    const struct op_record *record;
    const struct tensor *dx;
    struct extents e;
};

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    const struct kernels_f32 *f32 = j->kernels.f32;
    const struct kernels_f64 *f64 = j->kernels.f64;
    void *out = tensor_place(r->out, from * j->e.inner);
    const void *x = tensor_place(r->in[0], from * j->e.n * j->e.inner);
    const int outer = (int)(to - from), n = (int)j->e.n;
    const int inner = (int)j->e.inner;

    if (r->op == &reduce_sum_row) {
        f64 ? f64->reduce_sum_forward(out, x, outer, n, inner)
            : f32->reduce_sum_forward(out, x, outer, n, inner);
    } else if (r->op == &reduce_mean_row) {
        f64 ? f64->reduce_mean_forward(out, x, outer, n, inner)
            : f32->reduce_mean_forward(out, x, outer, n, inner);
    } else {
        f64 ? f64->reduce_max_forward(out, x, outer, n, inner)
            : f32->reduce_max_forward(out, x, outer, n, inner);
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    const struct op_record *r = j->record;
    const struct kernels_f32 *f32 = j->kernels.f32;
    const struct kernels_f64 *f64 = j->kernels.f64;
    void *dx = tensor_place(j->dx, from * j->e.n * j->e.inner);
    const void *dout = tensor_place(r->out->grad, from * j->e.inner);
    const void *x = tensor_place(r->in[0], from * j->e.n * j->e.inner);
    const int outer = (int)(to - from), n = (int)j->e.n;
    const int inner = (int)j->e.inner;
    const double by = r->op == &reduce_mean_row ? 1.0 / n : 1.0;

    if (r->op == &reduce_max_row) {
        f64 ? f64->reduce_max_backward(dx, dout, x, outer, n, inner)
            : f32->reduce_max_backward(dx, dout, x, outer, n, inner);
    } else {
        f64 ? f64->reduce_sum_backward(dx, dout, by, outer, n, inner)
            : f32->reduce_sum_backward(dx, dout, by, outer, n, inner);
    }
}

static void forward(struct graph *g, struct op_record *r)
{
    struct job j = {common_kernels(g), r, NULL, extents_of(r)};

    common_run(g, forward_part, &j, j.e.outer, (double)(j.e.n * j.e.inner));
}

static void backward(struct graph *g, struct op_record *r)
{
    struct job j = {common_kernels(g), r, graph_grad_add(g, r->in[0]),
                    extents_of(r)};

    if (j.dx) {
        common_run(g, backward_part, &j, j.e.outer,
                   (double)(j.e.n * j.e.inner));
    }
}

static struct op_cost forward_cost(const struct op_record *r)
{
    return (struct op_cost){(double)tensor_count(r->in[0]), common_bytes(r)};
}

static struct op_cost backward_cost(const struct op_record *r)
{
    struct op_cost cost = common_back_cost(r, 0.0);

    cost.flops = (double)tensor_count(r->in[0]);
    return cost;
}

static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const struct extents e = extents_of(r);
    const int64_t start = index / e.inner * e.n * e.inner + index % e.inner;
    const double by = r->op == &reduce_mean_row ? 1.0 / (double)e.n : 1.0;
    int n = 0;

    for (; n < e.n && n < room; n++) {
        const int64_t at = start + n * e.inner;

        out[n] = (struct op_source){0, at, by * tensor_get(r->in[0], at)};
    }
    return n;
}

#define REDUCE_TABLE(X)                      \
    X(sum, "y = sum of x")                   \
    X(mean, "y = sum of x / number of them") \
    X(max, "y = largest of x")

#define REDUCE_FUNCTIONS(stem, formula_)                                      \
    const struct op reduce_##stem##_row = {                                   \
        .name = #stem,                                                        \
        .formula = (formula_),                                                \
        .shape = shape,                                                       \
        .forward = forward,                                                   \
        .backward = backward,                                                 \
        .forward_cost = forward_cost,                                         \
        .backward_cost = backward_cost,                                       \
        .sources = sources,                                                   \
    };                                                                        \
    struct tensor *reduce_##stem(struct graph *g, struct tensor *x, int axis) \
    {                                                                         \
        x = shape_contiguous(g, x);                                           \
        if (x && axis != REDUCE_ALL && !common_axis(g, #stem, x, &axis))      \
            return NULL;                                                      \
        const struct op_numbers with = {.whole = {axis}};                     \
        return common_apply(g, &reduce_##stem##_row, &x, 1, &with);           \
    }

REDUCE_TABLE(REDUCE_FUNCTIONS)
