#include "engine/ops/mask.h"

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

struct job {
    struct common_kernels kernels;
    void *to;
    const void *from;
    int t, keys;
};

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *x = r->in[0];
    char text[TENSOR_TEXT];

    if (x->dims < 2 || tensor_extent(x, 1) < tensor_extent(x, 2)) {
        graph_fail(g, STATUS_BAD_SHAPE,
                   "mask_causal: x is %s, needs as many columns as rows",
                   tensor_shape_text(text, x));
        return false;
    }
    return common_like_first(g, r);
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        j->kernels.f64->mask_causal_forward(j->to, j->from, j->t, j->keys, from,
                                            to);
    } else {
        j->kernels.f32->mask_causal_forward(j->to, j->from, j->t, j->keys, from,
                                            to);
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        j->kernels.f64->mask_causal_backward(j->to, j->from, j->t, j->keys,
                                             from, to);
    } else {
        j->kernels.f32->mask_causal_backward(j->to, j->from, j->t, j->keys,
                                             from, to);
    }
}

static void run(struct graph *g, team_part *part, const struct tensor *to,
                const struct tensor *from)
{
    struct job j = {common_kernels(g), tensor_place(to, 0),
                    tensor_place(from, 0), (int)tensor_extent(to, 2),
                    (int)tensor_extent(to, 1)};

    common_run(g, part, &j, tensor_rows(to), (double)tensor_cols(to));
}

static void forward(struct graph *g, struct op_record *r)
{
    run(g, forward_part, r->out, r->in[0]);
}

static void backward(struct graph *g, struct op_record *r)
{
    struct tensor *dx = graph_grad_add(g, r->in[0]);

    if (dx)
        run(g, backward_part, dx, r->out->grad);
}

/* It moves numbers and computes none. */
static struct op_cost forward_cost(const struct op_record *r)
{
    return common_cost(r, 0.0);
}

static struct op_cost backward_cost(const struct op_record *r)
{
    return common_back_cost(r, 1.0);
}

const struct op mask_causal_row = {
    .name = "mask_causal",
    .formula = "y[i][j] = x[i][j] where j <= i, else -infinity",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = common_same_place,
};

struct tensor *mask_causal(struct graph *g, struct tensor *x)
{
    x = shape_contiguous(g, x);
    return common_apply(g, &mask_causal_row, &x, 1, NULL);
}
