/* gradient_flow.c - how much of the gradient at the end of a text arrives at
 * each earlier step of a recurrent network that has learned nothing yet. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/shape.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/recallnet.h"
#include "viz/chart.h"

enum { GAIN, FORGET, LENGTH };
enum { MOST_LENGTH = 100, WIDTH = 24, NETS = 3 };

/* Small, so that tanh is nearly a straight line. */
#define INPUT_SCALE 0.02
#define GRAPH_BYTES ((size_t)1 << 28)

static const struct lab_knob knobs[] = {
    [GAIN] = {.name = "gain",
              .help = "length that the plain network's matrix gives a vector",
              .kind = LAB_REAL,
              .fallback = "0.9",
              .low = 0.1,
              .high = 1.5},
    [FORGET] = {.name = "forget",
                .help = "bias of the forget gates of lstm",
                .kind = LAB_REAL,
                .fallback = "1",
                .low = -4,
                .high = 8},
    [LENGTH] = {.name = "length",
                .help = "steps from the first word to the answer",
                .kind = LAB_WHOLE,
                .fallback = "50",
                .low = 2,
                .high = MOST_LENGTH},
    {.name = NULL},
};

struct found {
    int length, done; /* done: networks */
    double gain, forget;
    /* Length of dLoss/dstate behind step t, over that behind the last. */
    float norm[NETS][MOST_LENGTH];
    double rate[NETS]; /* of a step back, on average */
};

struct state {
    struct found found;
    struct graph *graph;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s)
        graph_free(s->graph);
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (s)
        s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!s || !s->graph) {
        close(r);
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    }
    graph_set_hook(s->graph, r->hook);
    s->found.length = (int)r->value[LENGTH].number;
    s->found.gain = r->value[GAIN].number;
    s->found.forget = r->value[FORGET].number;
    return STATUS_OK;
}

/* The state's matrix becomes one that only turns a vector, times the gain: a
 * shuffle of its numbers with some signs changed. */
static void turn_only(struct recallnet *net, double gain, uint64_t seed)
{
    struct rng rng = rng_make(seed, 5);
    float *w = tensor_at(
        params_tensor(params_at(net->params, net->recurrent.cell[0].state)), 0);
    int place[WIDTH];

    memset(w, 0, WIDTH * WIDTH * sizeof *w);
    for (int i = 0; i < WIDTH; i++) {
        const int j = (int)rng_below(&rng, (uint32_t)i + 1);

        place[i] = place[j];
        place[j] = i;
    }
    for (int i = 0; i < WIDTH; i++)
        w[i * WIDTH + place[i]] = (float)(rng_below(&rng, 2) ? gain : -gain);
}

/* Weights of the input shrink, so that what is measured is the state's way. */
static void quiet(struct recallnet *net)
{
    struct tensor *table = params_tensor(params_at(net->params, net->tokens));
    float *x = tensor_at(table, 0);

    for (int64_t i = 0; i < tensor_count(table); i++)
        x[i] *= (float)INPUT_SCALE;
}

static struct status make(struct recallnet *net, int kind,
                          const struct found *f, uint64_t seed)
{
    STATUS_TRY(recallnet_make(net, device_find("auto"),
                              (enum recallnet_kind)kind, WIDTH, seed));
    quiet(net);
    if (kind == RECALLNET_RNN)
        turn_only(net, f->gain, seed);
    if (kind == RECALLNET_LSTM)
        reclayer_open_gates(net->params, &net->recurrent, f->forget);
    params_touch(net->params);
    return STATUS_OK;
}

/* A view's gradient is part of that of the tensor it looks into: here of what
 * one step of the op answers, which is the state. */
static struct tensor *whole_of(struct tensor *t)
{
    while (t && t->base)
        t = t->base;
    return t;
}

/* The net word by word, so that every state is a tensor with a gradient. */
static struct tensor *loss_of(const struct recallnet *net, struct graph *g,
                              int length, uint64_t seed,
                              struct tensor *states[MOST_LENGTH])
{
    struct rng rng = rng_make(seed, 6);
    struct reclayer_state now = {{NULL}};
    struct tensor *y = NULL;
    const int64_t batch = RECALLNET_BATCH;
    int32_t ids[RECALLNET_BATCH];

    for (int t = 0; t < length; t++) {
        struct reclayer_state last = {{NULL}};

        for (int b = 0; b < RECALLNET_BATCH; b++)
            ids[b] = (int32_t)rng_below(&rng, RECALLNET_TOKENS);
        struct tensor *x =
            embedding_op(g, params_tensor(params_at(net->params, net->tokens)),
                         graph_ints(g, 2, (const int64_t[]){batch, 1}, ids));
        y = reclayer_forward(g, net->params, &net->recurrent, x,
                             t ? &now : NULL, &last);
        now = last;
        states[t] = whole_of(last.cell[0]);
        graph_keep_grad(g, states[t]);
    }
    for (int b = 0; b < RECALLNET_BATCH; b++)
        ids[b] %= RECALLNET_LETTERS;
    y = y ? shape_reshape(g, y, 2, (const int64_t[]){batch, WIDTH}) : NULL;
    return cross_entropy_op(
        g,
        linear_op(g, y, params_tensor(params_at(net->params, net->head)), NULL),
        graph_ints(g, 1, &batch, ids), -1);
}

/* Of lstm over both planes: what comes through h and what through c. */
static double length_of(const struct tensor *grad)
{
    double sum = 0.0;

    for (int64_t i = 0; grad && i < tensor_count(grad); i++) {
        const double x = tensor_get(grad, i);

        sum += x * x;
    }
    return sqrt(sum);
}

static void keep(struct found *f, int net, struct tensor *const *states)
{
    const int last = f->length - 1;
    const double end = length_of(states[last]->grad);

    for (int t = 0; t <= last; t++)
        f->norm[net][t] = (float)(length_of(states[t]->grad) / end);
    f->rate[net] = pow((double)f->norm[net][0], 1.0 / last);
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    struct tensor *states[MOST_LENGTH];
    struct recallnet net;

    STATUS_TRY(make(&net, f->done, f, r->seed));
    graph_reset(s->graph);
    params_zero_grads(net.params);
    struct tensor *loss = loss_of(&net, s->graph, f->length, r->seed, states);
    struct status st = graph_status(s->graph);
    if (!st.code)
        st = graph_backward(s->graph, loss);
    if (!st.code)
        keep(f, f->done, states);
    graph_reset(s->graph);
    recallnet_release(&net);
    STATUS_TRY(st);
    f->done++;
    *more = f->done < NETS;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    struct chart_series series[NETS];
    const struct chart chart = {.series = series,
                                .count = f->done,
                                .x_name = "step",
                                .title = "gradient at each step (last = 1)",
                                .log_y = true};

    (void)view;
    for (int i = 0; i < f->done; i++)
        series[i] =
            (struct chart_series){recallnet_name((enum recallnet_kind)i), NULL,
                                  f->norm[i], f->length};
    for (int i = 0; i < f->done; i++)
        canvas_printf(cv, i, 0, INK_TEXT, "%-4s times %.3f a step back: %.1e",
                      recallnet_name((enum recallnet_kind)i), f->rate[i],
                      (double)f->norm[i][0]);
    chart_draw(&chart, cv,
               (struct canvas_rect){NETS, 0, cv->rows - NETS, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    for (int i = 0; i < f->done; i++)
        buf_printf(out,
                   "%s: over %d steps back the gradient becomes %.2e of what "
                   "it was, a factor of %.3f a step.\n",
                   recallnet_name((enum recallnet_kind)i), f->length - 1,
                   (double)f->norm[i][0], f->rate[i]);
    buf_printf(out, "The plain network's matrix has gain %g.\n", f->gain);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_pack("{si sf sf}", "length", f->length, "gain", f->gain,
                            "forget", f->forget);

    (void)view;
    for (int i = 0; i < f->done; i++)
        json_object_set_new(out, recallnet_name((enum recallnet_kind)i),
                            json_pack("{so sf sf}", "norm",
                                      labnumbers_row(f->norm[i], f->length),
                                      "rate", f->rate[i], "first",
                                      (double)f->norm[i][0]));
    return out;
}

const struct lab gradient_flow_lab = {
    .name = "gradient-flow",
    .question = "How far back does the gradient reach?",
    .about = "A text of random words and one answer behind it. The gradient of "
             "the loss is measured at the state behind every word, in three "
             "networks that have learned nothing yet.",
    .sources = (const char *const[]){"engine/ops/recurrent_back.c", NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
};
