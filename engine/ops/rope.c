/* rope.c - rotary positions: every pair of numbers is turned by an angle.
 *
 * Cosine and sine depend on position and pair alone, so they are computed once
 * for all heads and the batch, and kept for the way back, which turns the
 * other way. */
#include "engine/ops/rope.h"

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

struct job {
    struct common_kernels kernels;
    struct kernels_rope rope;
    void *to, *table;
    const void *from;
};

static bool shape(struct graph *g, struct op_record *r)
{
    char text[TENSOR_TEXT];

    if (r->in[0]->dims != 4 || r->in[0]->shape[3] % 2 || r->with.whole[0] < 0) {
        graph_fail(g, STATUS_BAD_SHAPE,
                   "rope: x is %s from position %lld, wants [batch, t, heads, "
                   "width] with an even width",
                   tensor_shape_text(text, r->in[0]),
                   (long long)r->with.whole[0]);
        return false;
    }
    return common_like_first(g, r);
}

static struct kernels_rope rope_of(const struct op_record *r)
{
    const struct tensor *x = r->in[0];

    return (struct kernels_rope){
        .t = (int)x->shape[1],
        .heads = (int)x->shape[2],
        .width = (int)x->shape[3],
        .start = r->with.whole[0],
        .base = r->with.real[0],
        .interleaved = r->with.whole[1] != 0,
        .x_batch = x->stride[0],
        .x_row = x->stride[1],
        .x_head = x->stride[2],
        .scaling = (int)r->with.whole[2],
        .factor = r->with.real[1],
        .low = r->with.real[2],
        .high = r->with.real[3],
        .original = r->with.whole[3],
    };
}

static void table_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        j->kernels.f64->rope_table(j->table, &j->rope, from, to);
    } else {
        j->kernels.f32->rope_table(j->table, &j->rope, from, to);
    }
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        j->kernels.f64->rope_forward(j->to, j->from, j->table, &j->rope, from,
                                     to);
    } else {
        j->kernels.f32->rope_forward(j->to, j->from, j->table, &j->rope, from,
                                     to);
    }
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct job *j = work;

    if (j->kernels.f64) {
        j->kernels.f64->rope_backward(j->to, j->from, j->table, &j->rope, from,
                                      to);
    } else {
        j->kernels.f32->rope_backward(j->to, j->from, j->table, &j->rope, from,
                                      to);
    }
}

static double row_cost(const struct kernels_rope *s)
{
    return 3.0 * (double)s->heads * (double)s->width;
}

static void forward(struct graph *g, struct op_record *r)
{
    struct job j = {.kernels = common_kernels(g), .rope = rope_of(r)};
    const int64_t t = j.rope.t, width = j.rope.width;

    r->aux[0] = graph_aux(g, r->out->type, t * width);
    if (!r->aux[0])
        return;
    j.to = tensor_place(r->out, 0);
    j.from = tensor_place(r->in[0], 0);
    j.table = tensor_place(r->aux[0], 0);
    common_run(g, table_part, &j, t, 40.0 * (double)width);
    common_run(g, forward_part, &j, r->in[0]->shape[0] * t, row_cost(&j.rope));
}

static void backward(struct graph *g, struct op_record *r)
{
    struct job j = {.kernels = common_kernels(g), .rope = rope_of(r)};
    struct tensor *dx = graph_grad_add(g, r->in[0]);

    if (!dx)
        return;
    j.to = tensor_place(dx, 0);
    j.from = tensor_place(r->out->grad, 0);
    j.table = tensor_place(r->aux[0], 0);
    common_run(g, backward_part, &j, dx->shape[0] * dx->shape[1],
               row_cost(&j.rope));
}

/* Two products and a sum for every number. */
static struct op_cost forward_cost(const struct op_record *r)
{
    return common_cost(r, 3.0);
}

static struct op_cost backward_cost(const struct op_record *r)
{
    return common_back_cost(r, 4.0);
}

/* Both numbers of the pair. */
static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const int64_t width = r->in[0]->shape[3], half = width / 2;
    const int64_t at = index % width, row = index - at;
    const bool interleaved = r->with.whole[1] != 0;
    const int64_t first = interleaved ? at - at % 2 : at % half;
    const int64_t pair[] = {row + first,
                            row + first + (interleaved ? 1 : half)};
    int n = 0;

    for (; n < 2 && n < room; n++)
        out[n] = (struct op_source){0, pair[n], tensor_get(r->in[0], pair[n])};
    return n;
}

const struct op rope_row = {
    .name = "rope",
    .formula = "(a, b) turned by position / base^(2 pair / width)",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .forward_cost = forward_cost,
    .backward_cost = backward_cost,
    .sources = sources,
};

struct tensor *rope_turn(struct graph *g, struct tensor *x, int64_t start,
                         const struct rope_angles *a)
{
    const struct op_numbers with = {
        .whole = {start, a->interleaved, a->scaling, a->original},
        .real = {a->base, a->factor, a->low, a->high}};

    if (x && x->dims && x->stride[x->dims - 1] != 1)
        x = shape_contiguous(g, x);
    return common_apply(g, &rope_row, &x, 1, &with);
}

struct tensor *rope_op(struct graph *g, struct tensor *x, int64_t start,
                       double base, bool interleaved)
{
    return rope_turn(
        g, x, start,
        &(struct rope_angles){.base = base, .interleaved = interleaved});
}
