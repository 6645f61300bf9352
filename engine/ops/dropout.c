#include "engine/ops/dropout.h"

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

struct job {
    struct common_kernels kernels;
    struct kernels_dropout dropout;
    void *to;
    const void *from;
    int64_t count;
};

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    from = common_piece(from, j->count);
    to = common_piece(to, j->count);
    if (j->kernels.f64) {
        j->kernels.f64->dropout_forward(j->to, j->from, &j->dropout, from, to);
    } else {
        j->kernels.f32->dropout_forward(j->to, j->from, &j->dropout, from, to);
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    from = common_piece(from, j->count);
    to = common_piece(to, j->count);
    if (j->kernels.f64) {
        j->kernels.f64->dropout_backward(j->to, j->from, &j->dropout, from, to);
    } else {
        j->kernels.f32->dropout_backward(j->to, j->from, &j->dropout, from, to);
    }
}

static void run(struct graph *g, const struct op_record *r, team_part *part,
                const struct tensor *to, const struct tensor *from)
{
    struct job j = {
        .kernels = common_kernels(g),
        .dropout = {.probability = r->with.real[0],
                    .seed = (uint64_t)r->with.whole[0],
                    .stream = (uint64_t)r->with.whole[1]},
        .to = tensor_place(to, 0),
        .from = tensor_place(from, 0),
        .count = tensor_count(to),
    };

    /* A random number costs about 30 operations. */
    common_run(g, part, &j, common_pieces(j.count), 30.0 * TEAM_PIECE);
}

static void forward(struct graph *g, struct op_record *r)
{
    run(g, r, forward_part, r->out, r->in[0]);
}

static void backward(struct graph *g, struct op_record *r)
{
    const struct tensor *dx = graph_grad_add(g, r->in[0]);

    if (dx)
        run(g, r, backward_part, dx, r->out->grad);
}

static struct op_cost forward_cost(const struct op_record *r)
{
    return common_cost(r, 1.0);
}

static struct op_cost backward_cost(const struct op_record *r)
{
    return common_back_cost(r, 2.0);
}

const struct op dropout_row = {
    .name = "dropout",
    .formula = "y = x / (1 - p), or 0 with probability p",
    .shape = common_like_first,
    .forward = forward,
    .backward = backward,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = common_same_place,
};

struct tensor *dropout_op(struct graph *g, struct tensor *x, double probability,
                          uint64_t seed, uint64_t stream)
{
    const struct op_numbers with = {.whole = {(int64_t)seed, (int64_t)stream},
                                    .real = {probability}};

    if (!(probability >= 0.0 && probability < 1.0)) {
        return graph_fail(g, STATUS_BAD_USAGE,
                          "dropout: probability %g is not in 0 .. 1",
                          probability);
    }
    if (!(probability > 0.0))
        return x;
    x = shape_contiguous(g, x);
    return common_apply(g, &dropout_row, &x, 1, &with);
}
