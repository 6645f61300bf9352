/* recurrent.c - the steps of a recurrent layer, forward, and the three rows.
 *
 * The activations of the gates are kept; recurrent_back.c turns them, where
 * they stand, into the gradients of the sums. */
#include "engine/ops/recscan.h"
#include "engine/ops/recurrent_back.h"
#include "engine/ops/shape.h"

static bool fits(const struct op_record *r)
{
    const struct tensor *x = r->in[0], *w = r->in[1], *start = recscan_start(r);
    const enum recscan_kind kind = recscan_kind(r);
    const int planes = kind == RECSCAN_LSTM;

    if (x->dims != 3 || w->dims != 2 || w->shape[0] != kind * w->shape[1] ||
        x->shape[2] != w->shape[0] || w->shape[1] < 1 || x->shape[1] < 1)
        return false;
    if (kind == RECSCAN_GRU &&
        (r->in[2]->dims != 1 || r->in[2]->shape[0] != w->shape[1]))
        return false;
    return !start ||
           (start->dims == 2 + planes && (!planes || start->shape[0] == 2) &&
            start->shape[planes] == x->shape[0] &&
            start->shape[planes + 1] == w->shape[1]);
}

static bool shape(struct graph *g, struct op_record *r)
{
    const struct tensor *x = r->in[0], *start = recscan_start(r);
    char sums[TENSOR_TEXT], weight[TENSOR_TEXT], state[TENSOR_TEXT] = "absent";

    if (!fits(r)) {
        if (start)
            tensor_shape_text(state, start);
        graph_fail(g, STATUS_BAD_SHAPE,
                   "%s: sums is %s, the weight %s and the start %s",
                   r->op->name, tensor_shape_text(sums, x),
                   tensor_shape_text(weight, r->in[1]), state);
        return false;
    }
    const int planes = recscan_kind(r) == RECSCAN_LSTM;
    r->out->dims = 3 + planes;
    r->out->shape[0] = 2;
    r->out->shape[planes] = x->shape[0];
    r->out->shape[planes + 1] = x->shape[1];
    r->out->shape[planes + 2] = r->in[1]->shape[1];
    return true;
}

/* The input's share of the gates of one step, where the product is added. */
static void lay_sums(const struct recscan *s, char *gates, int64_t row)
{
    const size_t w = (size_t)s->width * s->bytes;
    const char *sums = tensor_place(s->record->in[0], row * s->kind * s->width);

    if (s->kind == RECSCAN_GRU) {
        memcpy(gates, sums, 2 * w);
        memcpy(gates + 2 * w, s->bias, w);
        memcpy(gates + 3 * w, sums + 2 * w, w);
    } else {
        memcpy(gates, sums, (size_t)s->kind * w);
    }
}

static void cell(const struct recscan *s, int64_t b, int64_t step)
{
    const struct kernels_f32 *f32 = s->kernels.f32;
    const struct kernels_f64 *f64 = s->kernels.f64;
    const int64_t row = b * s->steps + recscan_place(s, step);
    void *h = recscan_at(s, s->h, row * s->width);
    void *gates = recscan_at(s, s->gates, row * s->kept);
    const int w = (int)s->width;

    if (s->kind == RECSCAN_LSTM) {
        void *c = recscan_at(s, s->c, row * s->width);
        const void *c_before = recscan_before(s, s->c, 1, b, step);

        f64 ? f64->cell_lstm_forward(h, c, gates, c_before, w)
            : f32->cell_lstm_forward(h, c, gates, c_before, w);
    } else if (s->kind == RECSCAN_GRU) {
        const void *h_before = recscan_before(s, s->h, 0, b, step);

        f64 ? f64->cell_gru_forward(h, gates, h_before, w)
            : f32->cell_gru_forward(h, gates, h_before, w);
    } else {
        f64 ? f64->cell_rnn_forward(h, w) : f32->cell_rnn_forward(h, w);
    }
}

/* The learner's step, from the sums and not from the gates; what our cell left
 * in the gates is for the way back. Where theirs fails, ours stays. */
static void cell_theirs(const struct recscan *s, int64_t b, int64_t step)
{
    const struct stead *t = s->stead;
    const int64_t row = b * s->steps + recscan_place(s, step);
    const int w = (int)s->width;
    const float *sums = tensor_place(s->record->in[0], row * s->kind * w);
    const float *weight = tensor_place(s->record->in[1], 0);
    const void *before = recscan_before(s, s->h, 0, b, step);
    float *h = (float *)(void *)recscan_at(s, s->h, row * w);

    if (s->kind == RECSCAN_LSTM && t->lstm_step)
        t->lstm_step(h, (float *)(void *)recscan_at(s, s->c, row * w), sums,
                     before, (const void *)recscan_before(s, s->c, 1, b, step),
                     weight, w);
    else if (s->kind == RECSCAN_GRU && t->gru_step)
        t->gru_step(h, sums, before, weight, (const void *)s->bias, w);
    else if (s->kind == RECSCAN_RNN && t->rnn_step)
        t->rnn_step(h, sums, before, weight, w);
}

/* One step of sequences from .. to-1: gates = sums + h W^T, then the cell. */
static void step_forward(const struct recscan *s, int64_t step, int64_t from,
                         int64_t to)
{
    const int64_t first = from * s->steps + recscan_place(s, step);

    for (int64_t b = from; b < to; b++)
        lay_sums(s,
                 recscan_at(s, s->gates,
                            (b * s->steps + recscan_place(s, step)) * s->kept),
                 b * s->steps + recscan_place(s, step));
    recscan_product(
        s, &(struct gemm_args){.rows = to - from,
                               .cols = s->kind * s->width,
                               .inner = s->width,
                               .a = recscan_before(s, s->h, 0, from, step),
                               .a_row = step ? s->steps * s->width : s->width,
                               .b = s->weight,
                               .b_row = s->kind * s->width,
                               .c = recscan_at(s, s->gates, first * s->kept),
                               .c_row = s->steps * s->kept,
                               .beta = 1.0});
    for (int64_t b = from; b < to; b++) {
        cell(s, b, step);
        if (s->stead)
            cell_theirs(s, b, step);
    }
}

static void forward_part(void *work, int64_t from, int64_t to)
{
    const struct recscan *s = work;

    const int64_t each = recscan_together(to - from);

    for (int64_t b = from; b < to; b += each)
        for (int64_t step = 0; step < s->steps; step++)
            step_forward(s, step, b, to - b < each ? to : b + each);
}

static void forward(struct graph *g, struct op_record *r)
{
    struct recscan s = recscan_of(g, r);
    struct tensor *weight = graph_aux(g, r->out->type, tensor_count(r->in[1]));
    const struct kernels_copy turn = {.dims = 2,
                                      .shape = {s.width, s.kind * s.width},
                                      .out_stride = {s.kind * s.width, 1},
                                      .x_stride = {1, s.width}};

    if (s.kind != RECSCAN_RNN)
        r->aux[0] = graph_aux(g, r->out->type, s.batch * s.steps * s.kept);
    if (!weight || !recscan_begin(g, &s, r) ||
        (s.kind != RECSCAN_RNN && !r->aux[0]))
        return;
    s.weight = tensor_place(weight, 0);
    s.gates = s.kind == RECSCAN_RNN ? s.h : tensor_place(r->aux[0], 0);
    if (s.kernels.f64) {
        s.kernels.f64->copy_forward(tensor_place(weight, 0),
                                    tensor_place(r->in[1], 0), &turn, 0,
                                    tensor_count(r->in[1]));
    } else {
        s.kernels.f32->copy_forward(tensor_place(weight, 0),
                                    tensor_place(r->in[1], 0), &turn, 0,
                                    tensor_count(r->in[1]));
    }
    common_run(g, forward_part, &s, s.batch, recscan_work(r));
    graph_drop(g, weight);
}

static double sequences(const struct op_record *r)
{
    return (double)r->in[0]->shape[0];
}

static struct op_cost forward_cost(const struct op_record *r)
{
    return (struct op_cost){.flops = sequences(r) * recscan_cost(r),
                            .bytes = common_bytes(r)};
}

/* Two products: to the state, and to the weight. */
static struct op_cost backward_cost(const struct op_record *r)
{
    struct op_cost cost = common_back_cost(r, 0.0);

    cost.flops = 2.0 * sequences(r) * recscan_cost(r);
    return cost;
}

/* A number of the state comes from the sums of its gates in that step, and
 * through the weight from all earlier ones, which are not listed. */
static int sources(const struct op_record *r, int64_t index,
                   struct op_source *out, int room)
{
    const int kind = (int)recscan_kind(r);
    const int64_t width = tensor_cols(r->out);
    const int64_t row = index / width % tensor_rows(r->in[0]);
    int n = 0;

    for (; n < kind && n < room; n++) {
        const int64_t at = (row * kind + n) * width + index % width;

        out[n] = (struct op_source){0, at, tensor_get(r->in[0], at)};
    }
    return n;
}

#define ROW(kind, text)                        \
    const struct op recurrent_##kind##_row = { \
        .name = "recurrent_" #kind,            \
        .formula = text,                       \
        .shape = shape,                        \
        .forward = forward,                    \
        .on_host = true,                       \
        .backward = recurrent_back,            \
        .forward_cost = forward_cost,          \
        .backward_cost = backward_cost,        \
        .sources = sources,                    \
    };

ROW(rnn, "h[t] = tanh(sums[t] + W h[t-1])")
ROW(gru, "h[t] = (1 - z) n + z h[t-1], n = tanh(sums + r (W h[t-1] + b))")
ROW(lstm, "c[t] = f c[t-1] + i g, h[t] = o tanh(c[t]), gates from sums + W h")

static struct tensor *apply(struct graph *g, const struct op *op,
                            struct tensor **in, int inputs, bool turned)
{
    const struct op_numbers with = {.whole = {turned}};

    for (int i = 0; i < inputs; i++)
        in[i] = shape_contiguous(g, in[i]);
    return common_apply(g, op, in, inputs, &with);
}

struct tensor *recurrent_rnn(struct graph *g, struct tensor *sums,
                             struct tensor *weight, struct tensor *start,
                             bool turned)
{
    struct tensor *in[] = {sums, weight, start};

    return apply(g, &recurrent_rnn_row, in, start ? 3 : 2, turned);
}

struct tensor *recurrent_gru(struct graph *g, struct tensor *sums,
                             struct tensor *weight, struct tensor *bias,
                             struct tensor *start, bool turned)
{
    struct tensor *in[] = {sums, weight, bias, start};

    return apply(g, &recurrent_gru_row, in, start ? 4 : 3, turned);
}

struct tensor *recurrent_lstm(struct graph *g, struct tensor *sums,
                              struct tensor *weight, struct tensor *start,
                              bool turned)
{
    struct tensor *in[] = {sums, weight, start};

    return apply(g, &recurrent_lstm_row, in, start ? 3 : 2, turned);
}
