#include "engine/ops/map.h"

#include <string.h>

#include "engine/ops/common.h"

struct job {
    struct map_forward forward;
    struct map_both both;
    struct map_backward backward, first; /* adds; writes, where there is one */
    const struct tensor *to, *from, *saved;
    int64_t count, stride; /* numbers; pieces that a call takes */
    bool fresh; /* `to` holds rubbish: a piece is zeroed where it is added to */
};

/* What the call that begins with piece `from` takes: start and length. */
static int64_t span(const struct job *j, int64_t from, int64_t to, int64_t *n)
{
    const int64_t at = common_piece(from, j->count);
    const int64_t end = to - from < j->stride ? to : from + j->stride;

    *n = common_piece(end, j->count) - at;
    return at;
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    for (int64_t n; from < to; from += j->stride) {
        const int64_t at = span(j, from, to, &n);

        if (j->forward.f64) {
            j->forward.f64(tensor_place(j->to, at), tensor_place(j->from, at),
                           (int)n);
        } else {
            j->forward.f32(tensor_place(j->to, at), tensor_place(j->from, at),
                           (int)n);
        }
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    for (int64_t n; from < to; from += j->stride) {
        const int64_t at = span(j, from, to, &n);
        void *dx = tensor_place(j->to, at);
        const void *dout = tensor_place(j->from, at);

        if (j->fresh && j->first.f64) {
            j->first.f64(dx, dout, tensor_place(j->saved, at), (int)n);
            continue;
        }
        if (j->fresh && j->first.f32) {
            j->first.f32(dx, dout, tensor_place(j->saved, at), (int)n);
            continue;
        }
        if (j->fresh)
            memset(dx, 0, (size_t)n * tensor_type_bytes(j->to->type));
        if (j->backward.f64) {
            j->backward.f64(dx, dout, tensor_place(j->saved, at), (int)n);
        } else {
            j->backward.f32(dx, dout, tensor_place(j->saved, at), (int)n);
        }
    }
}

void map_forward(struct graph *g, struct op_record *r,
                 struct map_forward kernel, double cost)
{
    struct job j = {.forward = kernel,
                    .to = r->out,
                    .from = r->in[0],
                    .count = tensor_count(r->out),
                    .stride = common_stride(g)};

    common_run(g, forward_part, &j, common_pieces(j.count), cost * TEAM_PIECE);
}

static bool has_first(const struct job *j)
{
    return j->first.f32 || j->first.f64;
}

static void run_backward(struct graph *g, struct op_record *r, struct job *j,
                         double cost)
{
    j->to = graph_grad_first(g, r->in[0], &j->fresh);
    j->from = r->out->grad;
    j->count = tensor_count(r->out);
    j->stride = common_stride(g);
    if (j->to && j->fresh && graph_device(g)->memory && !has_first(j)) {
        graph_device(g)->memory->clear(tensor_place(j->to, 0),
                                       tensor_bytes(j->to));
        j->fresh = false;
    }
    if (j->to) {
        common_run(g, backward_part, j, common_pieces(j->count),
                   cost * TEAM_PIECE);
    }
}

void map_backward(struct graph *g, struct op_record *r,
                  const struct tensor *saved, struct map_backward kernel,
                  double cost)
{
    struct job j = {.backward = kernel, .saved = saved};

    run_backward(g, r, &j, cost);
}

static void both_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    for (int64_t n; from < to; from += j->stride) {
        const int64_t at = span(j, from, to, &n);
        void *out = tensor_place(j->to, at),
             *slope = tensor_place(j->saved, at);

        if (j->both.f64) {
            j->both.f64(out, slope, tensor_place(j->from, at), (int)n);
        } else {
            j->both.f32(out, slope, tensor_place(j->from, at), (int)n);
        }
    }
}

void map_both_forward(struct graph *g, struct op_record *r,
                      struct map_both kernel, double cost)
{
    struct job j = {.both = kernel,
                    .to = r->out,
                    .from = r->in[0],
                    .count = tensor_count(r->out),
                    .stride = common_stride(g)};

    j.saved = r->aux[0] = graph_aux(g, r->out->type, j.count);
    r->forgets[0] = true;
    if (j.saved)
        common_run(g, both_part, &j, common_pieces(j.count), cost * TEAM_PIECE);
}

void map_both_backward(struct graph *g, struct op_record *r)
{
    const struct common_kernels k = common_kernels(g);
    struct job j = {.saved = r->aux[0]};

    if (k.f64) {
        j.backward.f64 = k.f64->activation_slope_add;
        j.first.f64 = k.f64->activation_slope_write;
    } else {
        j.backward.f32 = k.f32->activation_slope_add;
        j.first.f32 = k.f32->activation_slope_write;
    }
    run_backward(g, r, &j, 1.0);
}
