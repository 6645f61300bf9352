#include "engine/ops/map.h"

#include <string.h>

#include "engine/ops/common.h"

struct job {
    struct map_forward forward;
    struct map_backward backward;
    const struct tensor *to, *from, *saved;
    int64_t count;
    bool fresh; /* `to` holds rubbish: a piece is zeroed where it is added to */
};

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    for (; from < to; from++) {
        const int64_t at = common_piece(from, j->count);
        const int n = (int)(common_piece(from + 1, j->count) - at);

        if (j->forward.f64) {
            j->forward.f64(tensor_at(j->to, at), tensor_at(j->from, at), n);
        } else {
            j->forward.f32(tensor_at(j->to, at), tensor_at(j->from, at), n);
        }
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    for (; from < to; from++) {
        const int64_t at = common_piece(from, j->count);
        const int n = (int)(common_piece(from + 1, j->count) - at);
        void *dx = tensor_at(j->to, at);
        const void *dout = tensor_at(j->from, at);

        if (j->fresh)
            memset(dx, 0, (size_t)n * tensor_type_bytes(j->to->type));
        if (j->backward.f64) {
            j->backward.f64(dx, dout, tensor_at(j->saved, at), n);
        } else {
            j->backward.f32(dx, dout, tensor_at(j->saved, at), n);
        }
    }
}

void map_forward(struct graph *g, struct op_record *r,
                 struct map_forward kernel, double cost)
{
    struct job j = {.forward = kernel,
                    .to = r->out,
                    .from = r->in[0],
                    .count = tensor_count(r->out)};

    common_run(g, forward_part, &j, common_pieces(j.count), cost * TEAM_PIECE);
}

void map_backward(struct graph *g, struct op_record *r,
                  const struct tensor *saved, struct map_backward kernel,
                  double cost)
{
    bool fresh;
    struct job j = {.backward = kernel,
                    .to = graph_grad_first(g, r->in[0], &fresh),
                    .from = r->out->grad,
                    .saved = saved,
                    .count = tensor_count(r->out)};

    j.fresh = fresh;
    if (j.to) {
        common_run(g, backward_part, &j, common_pieces(j.count),
                   cost * TEAM_PIECE);
    }
}
