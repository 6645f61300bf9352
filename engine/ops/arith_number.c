/* arith_number.c - a tensor times a plain number, or plus one. */
#include "engine/ops/arith.h"
#include "engine/ops/common.h"
#include "engine/ops/shape.h"

struct job {
    struct common_kernels kernels;
    const struct tensor *to, *x;
    double by, plus;
    int64_t count, stride;
};

/* to = by x + plus */
static void affine_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    for (; from < to; from += j->stride) {
        const int64_t at = common_piece(from, j->count);
        const int64_t end = to - from < j->stride ? to : from + j->stride;
        const int n = (int)(common_piece(end, j->count) - at);
        void *out = tensor_place(j->to, at);
        const void *x = tensor_place(j->x, at);

        if (j->kernels.f64) {
            j->kernels.f64->scale_affine(out, x, j->by, j->plus, n);
        } else {
            j->kernels.f32->scale_affine(out, x, j->by, j->plus, n);
        }
    }
}

/* to += by x */
static void add_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    for (; from < to; from += j->stride) {
        const int64_t at = common_piece(from, j->count);
        const int64_t end = to - from < j->stride ? to : from + j->stride;
        const int n = (int)(common_piece(end, j->count) - at);
        void *out = tensor_place(j->to, at);
        const void *x = tensor_place(j->x, at);

        if (j->kernels.f64) {
            j->kernels.f64->scale_add(out, out, 1.0, x, j->by, n);
        } else {
            j->kernels.f32->scale_add(out, out, 1.0, x, j->by, n);
        }
    }
}

static void run(struct graph *g, const struct op_record *r, double by,
                double plus)
{
    struct job j = {common_kernels(g),    r->out,          r->in[0], by, plus,
                    tensor_count(r->out), common_stride(g)};

    common_run(g, affine_part, &j, common_pieces(j.count), 2.0 * TEAM_PIECE);
}

/* The input is contiguous, so its gradient is, and the first may write. */
static void give(struct graph *g, const struct op_record *r, double by)
{
    bool fresh;
    struct tensor *dx = graph_grad_first(g, r->in[0], &fresh);
    struct job j = {
        common_kernels(g), dx, r->out->grad, by, 0.0, tensor_count(r->out),
        common_stride(g)};

    if (dx) {
        common_run(g, fresh ? affine_part : add_part, &j,
                   common_pieces(j.count), 2.0 * TEAM_PIECE);
    }
}

static void scale_forward(struct graph *g, struct op_record *r)
{
    run(g, r, r->with.real[0], 0.0);
}

static void scale_backward(struct graph *g, struct op_record *r)
{
    give(g, r, r->with.real[0]);
}

static void shift_forward(struct graph *g, struct op_record *r)
{
    run(g, r, 1.0, r->with.real[0]);
}

static void shift_backward(struct graph *g, struct op_record *r)
{
    give(g, r, 1.0);
}

static struct op_cost cost(const struct op_record *r)
{
    return common_cost(r, 1.0);
}

static struct op_cost back_cost(const struct op_record *r)
{
    return common_back_cost(r, 2.0);
}

const struct op arith_scale_row = {
    .name = "scale",
    .formula = "y = s x",
    .shape = common_like_first,
    .forward = scale_forward,
    .backward = scale_backward,
    .forward_cost = cost,
    .backward_cost = back_cost,
    .sources = common_same_place,
};

const struct op arith_shift_row = {
    .name = "shift",
    .formula = "y = x + s",
    .shape = common_like_first,
    .forward = shift_forward,
    .backward = shift_backward,
    .forward_cost = cost,
    .backward_cost = back_cost,
    .sources = common_same_place,
};

struct tensor *arith_scale(struct graph *g, struct tensor *x, double by)
{
    const struct op_numbers with = {.real = {by}};

    x = shape_contiguous(g, x);
    return common_apply(g, &arith_scale_row, &x, 1, &with);
}

struct tensor *arith_shift(struct graph *g, struct tensor *x, double by)
{
    const struct op_numbers with = {.real = {by}};

    x = shape_contiguous(g, x);
    return common_apply(g, &arith_shift_row, &x, 1, &with);
}
