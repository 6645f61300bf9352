/* recurrent_back.c - back through the steps, last to first.
 *
 * Activations become, where they stand, the gradients of the sums. From those
 * follow all others: the state's by a product a step, the weight's by one
 * product at the end. */
#include "engine/ops/recurrent_back.h"

#include "engine/ops/product.h"
#include "engine/ops/recscan.h"

static void add(const struct recscan *s, char *to, const char *from, int64_t n)
{
    if (s->kernels.f64) {
        s->kernels.f64->scale_add((void *)to, (const void *)to, 1.0,
                                  (const void *)from, 1.0, (int)n);
    } else {
        s->kernels.f32->scale_add((void *)to, (const void *)to, 1.0,
                                  (const void *)from, 1.0, (int)n);
    }
}

/* Activations become the gradients of the sums; dh and dc those of what the
 * cell read besides them. */
static void cell_back(const struct recscan *s, int64_t b, int64_t step)
{
    const struct kernels_f32 *f32 = s->kernels.f32;
    const struct kernels_f64 *f64 = s->kernels.f64;
    const int64_t row = b * s->steps + recscan_place(s, step), w = s->width;
    void *gates = recscan_at(s, s->gates, row * s->kept);
    void *dh = recscan_at(s, s->dh, b * w);
    const int width = (int)w;

    add(s, dh, recscan_at(s, s->dout, row * w), w);
    if (s->kind == RECSCAN_LSTM) {
        void *dc = recscan_at(s, s->dc, b * w);
        const void *c = recscan_at(s, s->c, row * w);
        const void *c_before = recscan_before(s, s->c, 1, b, step);

        add(s, dc, recscan_at(s, s->dout, (s->batch * s->steps + row) * w), w);
        f64 ? f64->cell_lstm_backward(gates, dc, dh, c, c_before, width)
            : f32->cell_lstm_backward(gates, dc, dh, c, c_before, width);
    } else if (s->kind == RECSCAN_GRU) {
        const void *h_before = recscan_before(s, s->h, 0, b, step);

        f64 ? f64->cell_gru_backward(gates, dh, h_before, width)
            : f32->cell_gru_backward(gates, dh, h_before, width);
    } else {
        const void *h = recscan_at(s, s->h, row * w);

        f64 ? f64->cell_rnn_backward(gates, dh, h, width)
            : f32->cell_rnn_backward(gates, dh, h, width);
    }
}

/* Gradients of the sums to where the input's gradient lies. */
static void hand_back(const struct recscan *s, int64_t row)
{
    const int64_t w = s->width;
    const int64_t n = s->kind == RECSCAN_GRU ? 2 * w : s->kind * w;
    char *gates = recscan_at(s, s->gates, row * s->kept);
    char *to = recscan_at(s, s->dsums, row * s->kind * w);

    if (s->fresh) {
        memcpy(to, gates, (size_t)n * s->bytes);
        if (s->kind == RECSCAN_GRU)
            memcpy(recscan_at(s, to, n), recscan_at(s, gates, 3 * w),
                   (size_t)w * s->bytes);
        return;
    }
    add(s, to, gates, n);
    if (s->kind == RECSCAN_GRU)
        add(s, recscan_at(s, to, n), recscan_at(s, gates, 3 * w), w);
}

static void step_back(const struct recscan *s, int64_t step, int64_t from,
                      int64_t to)
{
    const int64_t first = from * s->steps + recscan_place(s, step);

    for (int64_t b = from; b < to; b++) {
        cell_back(s, b, step);
        if (s->dsums)
            hand_back(s, b * s->steps + recscan_place(s, step));
    }
    recscan_product(
        s, &(struct gemm_args){.rows = to - from,
                               .cols = s->width,
                               .inner = s->kind * s->width,
                               .a = recscan_at(s, s->gates, first * s->kept),
                               .a_row = s->steps * s->kept,
                               .b = s->weight,
                               .b_row = s->width,
                               .c = recscan_at(s, s->dh, from * s->width),
                               .c_row = s->width,
                               .beta = s->kind == RECSCAN_GRU ? 1.0 : 0.0});
}

static void backward_part(void *work, int64_t from, int64_t to)
{
    const struct recscan *s = work;

    const int64_t each = recscan_together(to - from);

    for (int64_t b = from; b < to; b += each)
        for (int64_t step = s->steps - 1; step >= 0; step--)
            step_back(s, step, b, to - b < each ? to : b + each);
}

/* The state that each step found, in order: what the weight was multiplied
 * with. Items: sequences. */
static void gather_part(void *work, int64_t from, int64_t to)
{
    const struct recscan *s = work;
    const size_t bytes = (size_t)s->width * s->bytes;

    for (int64_t b = from; b < to; b++)
        for (int64_t step = 0; step < s->steps; step++)
            memcpy(
                recscan_at(s, s->found,
                           (b * s->steps + recscan_place(s, step)) * s->width),
                recscan_before(s, s->h, 0, b, step), bytes);
}

static void weight_back(struct graph *g, struct recscan *s, struct tensor *to,
                        struct tensor *gates, bool fresh)
{
    static const int64_t one_pair[PRODUCT_LEAD] = {1, 1, 1};
    const int64_t rows = s->batch * s->steps;
    struct tensor *found = graph_aux(g, to->type, rows * s->width);
    const struct product_side dsums = {.tensor = gates,
                                       .rows = s->kind * s->width,
                                       .cols = rows,
                                       .row = 1,
                                       .col = s->kept};
    const struct product_side states = {.tensor = found,
                                        .rows = rows,
                                        .cols = s->width,
                                        .row = s->width,
                                        .col = 1};

    if (!found)
        return;
    s->found = tensor_place(found, 0);
    common_run(g, gather_part, s, s->batch, (double)(s->steps * s->width));
    product_run(g, one_pair, dsums, states, product_flat(to), fresh);
    graph_drop(g, found);
}

/* Items: numbers of the bias, which stands third in the gates of gru. */
static void bias_part(void *work, int64_t from, int64_t to)
{
    const struct recscan *s = work;
    const struct kernels_columns c = {.rows = (int)(s->batch * s->steps),
                                      .cols = (int)s->kept,
                                      .from = (int)(2 * s->width + from),
                                      .to = (int)(2 * s->width + to)};
    void *sums = recscan_at(s, s->dbias, 0);

    if (s->kernels.f64) {
        s->kernels.f64->bias_backward(sums, (const void *)s->gates, &c);
    } else {
        s->kernels.f32->bias_backward(sums, (const void *)s->gates, &c);
    }
}

static void bias_back(struct graph *g, struct recscan *s, struct tensor *to)
{
    struct tensor *sums = graph_aux(g, to->type, s->kept);

    if (!sums)
        return;
    s->dbias = tensor_place(sums, 0);
    memset(s->dbias, 0, (size_t)s->kept * s->bytes);
    common_run(g, bias_part, s, s->width, (double)(s->batch * s->steps));
    add(s, tensor_place(to, 0), recscan_at(s, s->dbias, 2 * s->width),
        s->width);
    graph_drop(g, sums);
}

static void start_back(struct graph *g, const struct recscan *s,
                       const struct op_record *r)
{
    struct tensor *to = recscan_start(r);
    const int64_t n = s->batch * s->width;

    to = to ? graph_grad_add(g, to) : NULL;
    if (!to)
        return;
    add(s, tensor_place(to, 0), s->dh, n);
    if (s->kind == RECSCAN_LSTM)
        add(s, tensor_place(to, n), s->dc, n);
}

void recurrent_back(struct graph *g, struct op_record *r)
{
    struct recscan s = recscan_of(g, r);
    const int64_t n = s.batch * s.width;
    const bool plain = s.kind == RECSCAN_RNN;
    struct tensor *dsums =
        plain ? graph_aux(g, r->out->type, n * s.steps) : r->aux[0];
    struct tensor *later = graph_aux(g, r->out->type, 2 * n);
    struct tensor *grad;
    bool fresh = false;

    if (!dsums || !later || !recscan_begin(g, &s, r))
        return;
    s.gates = tensor_place(dsums, 0);
    s.weight = tensor_place(r->in[1], 0);
    s.dout = tensor_place(r->out->grad, 0);
    s.dh = tensor_place(later, 0);
    s.dc = tensor_place(later, n);
    memset(s.dh, 0, (size_t)(2 * n) * s.bytes);
    grad = graph_grad_first(g, r->in[0], &s.fresh);
    s.dsums = grad ? tensor_place(grad, 0) : NULL;
    common_run(g, backward_part, &s, s.batch, recscan_work(r));
    start_back(g, &s, r);
    grad = s.kind == RECSCAN_GRU ? graph_grad_add(g, r->in[2]) : NULL;
    if (grad)
        bias_back(g, &s, grad);
    grad = graph_grad_first(g, r->in[1], &fresh);
    if (grad)
        weight_back(g, &s, grad, dsums, fresh);
    graph_drop(g, later);
    if (plain)
        graph_drop(g, dsums);
}
