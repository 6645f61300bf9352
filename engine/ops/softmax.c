/* softmax.c - y_i = exp(x_i) / sum of exp(x_j), row by row.
 *
 * The way back needs the result alone: dx_i = y_i (dy_i - sum of y_j dy_j). */
#include "engine/ops/softmax.h"

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

#define FORWARD_COST  10.0
#define BACKWARD_COST 5.0

struct job {
    struct common_kernels kernels;
    const struct op_record *record;
    const struct tensor *dx;
};

static bool shape(struct graph *g, struct op_record *r)
{
    char text[TENSOR_TEXT];

    if (tensor_cols(r->in[0]) < 1) {
        graph_fail(g, STATUS_BAD_SHAPE, "softmax: x is %s, rows are empty",
                   tensor_shape_text(text, r->in[0]));
        return false;
    }
    return common_like_first(g, r);
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    void *out = common_row(j->record->out, from);
    const void *x = common_row(j->record->in[0], from);
    const int rows = (int)(to - from), cols = (int)tensor_cols(j->record->out);

    if (j->kernels.f64) {
        j->kernels.f64->softmax_forward(out, x, rows, cols);
    } else {
        j->kernels.f32->softmax_forward(out, x, rows, cols);
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;
    void *dx = common_row(j->dx, from);
    const void *dout = common_row(j->record->out->grad, from);
    const void *out = common_row(j->record->out, from);
    const int rows = (int)(to - from), cols = (int)tensor_cols(j->record->out);

    if (j->kernels.f64) {
        j->kernels.f64->softmax_backward(dx, dout, out, rows, cols);
    } else {
        j->kernels.f32->softmax_backward(dx, dout, out, rows, cols);
    }
}

static void forward(struct graph *g, struct op_record *r)
{
    struct job j = {common_kernels(g), r, NULL};

    common_run(g, forward_part, &j, tensor_rows(r->out),
               FORWARD_COST * (double)tensor_cols(r->out));
}

static void backward(struct graph *g, struct op_record *r)
{
    struct job j = {common_kernels(g), r, graph_grad_add(g, r->in[0])};

    if (j.dx) {
        common_run(g, backward_part, &j, tensor_rows(r->out),
                   BACKWARD_COST * (double)tensor_cols(r->out));
    }
}

static struct op_cost forward_cost(const struct op_record *r)
{
    return common_cost(r, FORWARD_COST);
}

static struct op_cost backward_cost(const struct op_record *r)
{
    return common_back_cost(r, BACKWARD_COST);
}

const struct op softmax_row = {
    .name = "softmax",
    .formula = "y[i] = exp(x[i]) / sum over j of exp(x[j])",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = common_same_row,
};

struct tensor *softmax_op(struct graph *g, struct tensor *x)
{
    x = shape_contiguous(g, x);
    return common_apply(g, &softmax_row, &x, 1, NULL);
}
