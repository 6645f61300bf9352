/* context_loss.c - a recurrent network learns to foresee the next character:
 * how much does it gain from each further character that it has read? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/rng.h"
#include "engine/model/rnnlm.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/shape.h"
#include "engine/train/optimizer.h"
#include "lessons/data/source.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/chart.h"
#include "viz/heatmap.h"

enum { NET, STEPS, TEXT };
enum { RNN, GRU, LSTM };
enum {
    SYMBOLS = 128, /* the town's text is ASCII */
    WIDTH = 64,
    WINDOW = 48,
    BATCH = 32,
    EXAMS = 8,
    MOST_TEXT = 40,
    POINTS = 7
};

#define SOURCE      "town:200000"
#define HELD        20000 /* characters at the end, for the exam */
#define EXAM_STREAM ((uint64_t)1 << 40)
#define GRAPH_BYTES ((size_t)1 << 30)
#define RATE        0.005

static const int context[POINTS] = {1, 2, 4, 8, 16, 32, 47};

static const char *const nets[] = {"rnn", "gru", "lstm", NULL};

static const struct lab_knob knobs[] = {
    [NET] = {.name = "net",
             .help = "the recurrent network that reads",
             .kind = LAB_CHOICE,
             .fallback = "gru",
             .choices = nets},
    [STEPS] = {.name = "steps",
               .help = "training steps",
               .kind = LAB_WHOLE,
               .fallback = "250",
               .low = 1,
               .high = 5000},
    [TEXT] = {.name = "text",
              .help = "what it reads while its state is shown",
              .kind = LAB_TEXT,
              .fallback = "the boxes on the ship are wet"},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"g", "loss by context, or the state while it reads"},
    {NULL, NULL},
};

struct found {
    int steps, planned;
    float training; /* loss of the last step */
    bool measured;
    float loss[POINTS];       /* on text not trained on, in nats */
    char text[MOST_TEXT + 1]; /* and the state behind each character of it */
    int length;
    float state[MOST_TEXT][WIDTH];
};

struct state {
    struct found found;
    struct graph *graph;
    struct rnnlm *model;
    struct buf source;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        graph_free(s->graph);
        rnnlm_free(s->model);
        buf_release(&s->source);
    }
    free(s);
    r->state = NULL;
}

static struct status build(struct state *s, int net, uint64_t seed)
{
    static const enum reclayer_kind kinds[] = {RECLAYER_RNN, RECLAYER_GRU,
                                               RECLAYER_LSTM};
    const struct rnnlm_config c = {SYMBOLS, WIDTH, kinds[net], 1};

    return rnnlm_new(&s->model, &c, device_find("auto"), seed);
}

static struct status keep_text(struct found *f, const char *text)
{
    const size_t n = strlen(text);

    if (n < 1 || n > MOST_TEXT)
        return status_fail(STATUS_BAD_USAGE,
                           "the text has 1 to %d characters, not %zu",
                           MOST_TEXT, n);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] >= SYMBOLS)
            return status_fail(STATUS_BAD_USAGE,
                               "the network knows ASCII characters alone");
    memcpy(f->text, text, n + 1);
    f->length = (int)n;
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct status st = STATUS_OK;

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    buf_init(&s->source, (size_t)1 << 24);
    s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!s->graph)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a network");
    if (!st.code)
        st = keep_text(&s->found, r->value[TEXT].text);
    if (!st.code)
        st = source_read(&s->source, SOURCE);
    if (!st.code)
        st = build(s, (int)r->value[NET].number, r->seed);
    if (st.code) {
        close(r);
        return st;
    }
    graph_set_hook(s->graph, r->hook);
    s->found.planned = (int)r->value[STEPS].number;
    return STATUS_OK;
}

/* States of [batch, n] characters, [batch, n, width]. */
static struct tensor *states(struct state *s, const int32_t *ids, int batch,
                             int n)
{
    const struct rnnlm_batch b = {batch, n, ids, NULL, NULL};

    return rnnlm_states(s->model, s->graph, &b, NULL);
}

/* BATCH windows of n characters and the ones behind each, from `low` on. */
static void draw_windows(struct state *s, int n, const size_t part[2],
                         struct rng *rng, int32_t *ids, int32_t *next)
{
    const unsigned char *text = (const unsigned char *)buf_string(&s->source);

    for (int b = 0; b < BATCH; b++) {
        const size_t at =
            part[0] +
            rng_below(rng, (uint32_t)(part[1] - part[0]) - (uint32_t)n - 1);

        for (int i = 0; i < n; i++) {
            ids[b * n + i] = text[at + (size_t)i] % SYMBOLS;
            next[b * n + i] = text[at + (size_t)i + 1] % SYMBOLS;
        }
    }
}

static struct status train(struct state *s, uint64_t seed)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    struct params *ps = rnnlm_params(s->model);
    struct found *f = &s->found;
    struct rng rng = rng_make(seed, (uint64_t)f->steps);
    int32_t ids[BATCH * WINDOW], next[BATCH * WINDOW];
    const struct rnnlm_batch b = {BATCH, WINDOW, ids, next, NULL};

    draw_windows(s, WINDOW, (const size_t[]){0, s->source.bytes - HELD}, &rng,
                 ids, next);
    graph_reset(s->graph);
    graph_set_gradients(s->graph, true);
    params_zero_grads(ps);
    struct tensor *loss = rnnlm_loss(s->model, s->graph, &b, NULL);
    STATUS_TRY(graph_status(s->graph));
    STATUS_TRY(graph_backward(s->graph, loss));
    params_settle_grads(ps);
    f->training = (float)tensor_get(loss, 0);
    STATUS_TRY(
        optimizer_step(ps, &adam, RATE, optimizer_clip(ps, 1.0), f->steps + 1));
    params_touch(ps);
    f->steps++;
    return STATUS_OK;
}

/* The same last characters for every context: only what stands before them in
 * the window differs. */
static struct status examine(struct state *s, uint64_t seed)
{
    const int64_t batch = BATCH;
    struct found *f = &s->found;
    int32_t ids[BATCH * WINDOW], next[BATCH * WINDOW], cut[BATCH * WINDOW];
    int32_t want[BATCH];

    memset(f->loss, 0, sizeof f->loss);
    for (int i = 0; i < EXAMS; i++) {
        struct rng rng = rng_make(seed, EXAM_STREAM + (uint64_t)i);

        draw_windows(s, WINDOW,
                     (const size_t[]){s->source.bytes - HELD, s->source.bytes},
                     &rng, ids, next);
        for (int p = 0; p < POINTS; p++) {
            const int n = context[p];

            for (int b = 0; b < BATCH; b++) {
                memcpy(cut + b * n, ids + (b + 1) * WINDOW - n,
                       (size_t)n * sizeof *cut);
                want[b] = next[(b + 1) * WINDOW - 1];
            }
            graph_reset(s->graph);
            struct tensor *y = states(s, cut, BATCH, n);
            if (y)
                y = shape_reshape(s->graph,
                                  shape_slice(s->graph, y, 1, n - 1, n), 2,
                                  (const int64_t[]){BATCH, WIDTH});
            y = rnnlm_head(s->model, s->graph, y);
            y = cross_entropy_op(s->graph, y,
                                 graph_ints(s->graph, 1, &batch, want), -1);
            STATUS_TRY(graph_status(s->graph));
            f->loss[p] += (float)tensor_get(y, 0) / EXAMS;
        }
    }
    return STATUS_OK;
}

static struct status read_along(struct state *s)
{
    struct found *f = &s->found;
    int32_t ids[MOST_TEXT];

    for (int i = 0; i < f->length; i++)
        ids[i] = f->text[i];
    graph_reset(s->graph);
    const struct tensor *y = states(s, ids, 1, f->length);
    STATUS_TRY(graph_status(s->graph));
    tensor_copy_floats(&f->state[0][0], y);
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;

    if (f->steps < f->planned)
        STATUS_TRY(train(s, r->seed));
    if (f->steps == f->planned) {
        graph_set_gradients(s->graph, false);
        STATUS_TRY(examine(s, r->seed));
        STATUS_TRY(read_along(s));
        f->measured = true;
    }
    *more = f->steps < f->planned;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static void draw_states(const struct found *f, struct canvas *cv)
{
    char name[MOST_TEXT][2];
    const char *label[MOST_TEXT];
    const struct heatmap map = {.value = &f->state[0][0],
                                .rows = f->length,
                                .cols = WIDTH,
                                .row_label = label,
                                .title = "the state behind each character",
                                .is_signed = true};

    for (int i = 0; i < f->length; i++) {
        name[i][0] = f->text[i] == ' ' ? '_' : f->text[i];
        name[i][1] = '\0';
        label[i] = name[i];
    }
    heatmap_draw(&map, cv, canvas_whole(cv));
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    float x[POINTS];
    const struct chart_series loss = {"loss", x, f->loss, POINTS};
    const struct chart chart = {.series = &loss,
                                .count = 1,
                                .x_name = "characters read",
                                .title = "loss on text not trained on",
                                .log_x = true};

    if (!f->measured) {
        canvas_printf(cv, 0, 0, INK_TEXT, "step %d of %d, loss %.3f", f->steps,
                      f->planned, (double)f->training);
        return;
    }
    if (view->page % 2) {
        draw_states(f, cv);
        return;
    }
    for (int p = 0; p < POINTS; p++)
        x[p] = (float)context[p];
    chart_draw(&chart, cv, canvas_whole(cv));
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    if (!f->measured) {
        buf_printf(out, "After %d of %d steps the loss is %.3f.\n", f->steps,
                   f->planned, (double)f->training);
        return;
    }
    buf_text(out, "Loss of the next character, by characters read:");
    for (int p = 0; p < POINTS; p++)
        buf_printf(out, " %d: %.3f%s", context[p], (double)f->loss[p],
                   p < POINTS - 1 ? "," : ".\n");
    buf_printf(out,
               "The first four characters bring %.3f, all from the eighth on "
               "%.3f.\n",
               (double)(f->loss[0] - f->loss[2]),
               (double)(f->loss[3] - f->loss[POINTS - 1]));
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_pack("{si}", "steps", f->steps);
    json_t *by = json_array();

    (void)view;
    /* Index i is a context of i characters; null where none was measured. */
    for (int i = 0, p = 0; i <= context[POINTS - 1]; i++) {
        const bool known = f->measured && i == context[p];

        json_array_append_new(by, known ? json_real((double)f->loss[p])
                                        : json_null());
        p += i == context[p];
    }
    json_object_set_new(out, "loss", by);
    if (f->measured)
        json_object_set_new(
            out, "states", labnumbers_table(&f->state[0][0], f->length, WIDTH));
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int key)
{
    (void)snapshot_;
    if (key != 'g')
        return (struct lab_answer){.wish = LAB_IGNORED};
    view->page ^= 1;
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab context_loss_lab = {
    .name = "context-loss",
    .question = "How much does more context help?",
    .about = "A recurrent network learns to foresee the next character of the "
             "harbour's text. Then it is asked with 1, 2, 4 .. 47 characters "
             "in front of the same place.",
    .sources = (const char *const[]){"engine/ops/recurrent.c",
                                     "engine/nn/reclayer.c", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
