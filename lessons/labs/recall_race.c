/* recall_race.c - networks that hand on one state race against attention: who
 * still knows the first letter after a long text? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/rng.h"
#include "engine/ops/cross_entropy.h"
#include "engine/train/optimizer.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/recallnet.h"
#include "viz/table.h"

enum { MODELS, DISTANCES, STEPS, FORGET };
enum { MOST_DISTANCES = 4, MOST_DISTANCE = 64, WIDTH = 24, EXAMS = 4 };

/* Streams of the seed: a training step has its own. */
#define EXAM_STREAM ((uint64_t)1 << 40)
#define GRAPH_BYTES ((size_t)1 << 30)
#define RATE        0.01

static const struct lab_knob knobs[] = {
    [MODELS] = {.name = "models",
                .help = "some of rnn, gru, lstm, attention",
                .kind = LAB_TEXT,
                .fallback = "rnn,gru,lstm,attention"},
    [DISTANCES] = {.name = "distances",
                   .help = "words from the letter to the question, 1 to 64",
                   .kind = LAB_TEXT,
                   .fallback = "5,20,50"},
    [STEPS] = {.name = "steps",
               .help = "training steps of each model at each distance",
               .kind = LAB_WHOLE,
               .fallback = "100",
               .low = 1,
               .high = 2000},
    [FORGET] = {.name = "forget",
                .help = "what the forget gates of lstm begin with: 0 is half "
                        "open, 4 is 98 % open",
                .kind = LAB_REAL,
                .fallback = "1",
                .low = -4,
                .high = 8},
    {.name = NULL},
};

/* One model at one distance. */
struct heat {
    int steps;
    float accuracy; /* on texts never trained on; -1 until it is measured */
    double seconds; /* of all its training steps */
};

struct found {
    int models, distances, planned, done; /* done: heats */
    enum recallnet_kind kind[RECALLNET_KINDS];
    int distance[MOST_DISTANCES];
    struct heat heat[RECALLNET_KINDS][MOST_DISTANCES];
};

struct texts {
    int32_t ids[(MOST_DISTANCE + 1) * RECALLNET_BATCH];
    int32_t answer[RECALLNET_BATCH];
};

struct state {
    struct found found;
    struct graph *graph;
    struct recallnet net; /* of the heat that runs; no params between two */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        recallnet_release(&s->net);
        graph_free(s->graph);
    }
    free(s);
    r->state = NULL;
}

static struct status read_models(struct found *f, const char *list)
{
    for (const char *at = list;; at++) {
        const size_t n = strcspn(at, ",");
        const enum recallnet_kind kind = recallnet_find(at, n);

        for (int i = 0; i < f->models; i++) {
            if (f->kind[i] == kind)
                return status_fail(STATUS_BAD_USAGE, "models names %s twice",
                                   recallnet_name(kind));
        }
        if (kind == RECALLNET_KINDS) {
            return status_fail(STATUS_BAD_USAGE,
                               "models are rnn, gru, lstm and attention, not "
                               "\"%.*s\"",
                               (int)n, at);
        }
        f->kind[f->models++] = kind;
        at += n;
        if (!*at)
            return STATUS_OK;
    }
}

static struct status open(struct lab_run *r)
{
    static const int range[] = {1, MOST_DISTANCE};
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a race");
    struct found *f = &s->found;
    f->planned = (int)r->value[STEPS].number;
    struct status st = read_models(f, r->value[MODELS].text);
    if (!st.code)
        st = labnumbers_read_whole(r->value[DISTANCES].text, "distances", range,
                                   MOST_DISTANCES, f->distance, &f->distances);
    s->graph = graph_new(labrun_device(r), GRAPH_BYTES);
    if (!st.code && !s->graph)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    if (st.code) {
        close(r);
        return st;
    }
    graph_set_hook(s->graph, r->hook);
    for (int i = 0; i < f->models * f->distances; i++)
        f->heat[i / f->distances][i % f->distances].accuracy = -1.0f;
    return STATUS_OK;
}

/* A letter, other letters, and the question `distance` places after it. */
static void make_texts(struct texts *t, int distance, uint64_t seed,
                       uint64_t stream)
{
    struct rng rng = rng_make(seed, stream);

    for (int b = 0; b < RECALLNET_BATCH; b++) {
        int32_t *id = t->ids + b * (distance + 1);

        t->answer[b] = (int32_t)rng_below(&rng, RECALLNET_LETTERS);
        id[0] = t->answer[b];
        for (int i = 1; i < distance; i++)
            id[i] =
                RECALLNET_LETTERS + (int32_t)rng_below(&rng, RECALLNET_LETTERS);
        id[distance] = RECALLNET_TOKENS - 1;
    }
}

static struct status train(struct state *s, struct heat *h, int distance,
                           uint64_t seed)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    static const int64_t batch = RECALLNET_BATCH;
    const double start = clock_seconds();
    struct texts t;

    make_texts(&t, distance, seed, (uint64_t)h->steps);
    graph_reset(s->graph);
    graph_set_gradients(s->graph, true);
    params_zero_grads(s->net.params);
    struct tensor *logits =
        recallnet_logits(&s->net, s->graph, t.ids, distance + 1);
    struct tensor *loss = cross_entropy_op(
        s->graph, logits, graph_ints(s->graph, 1, &batch, t.answer), -1);
    STATUS_TRY(graph_status(s->graph));
    STATUS_TRY(graph_backward(s->graph, loss));
    params_settle_grads(s->net.params);
    /* A long chain of products may explode: the gradient's length is capped. */
    const double norm = optimizer_grad_norm(s->net.params);
    STATUS_TRY(optimizer_step(s->net.params, &adam, RATE,
                              norm > 1.0 ? 1.0 / norm : 1.0, h->steps + 1));
    params_touch(s->net.params);
    h->steps++;
    h->seconds += clock_seconds() - start;
    return STATUS_OK;
}

static int count_right(const struct tensor *logits, const struct texts *t)
{
    int right = 0;

    for (int b = 0; b < RECALLNET_BATCH; b++) {
        int best = 0;

        for (int i = 1; i < RECALLNET_LETTERS; i++) {
            if (tensor_get(logits, b * RECALLNET_LETTERS + i) >
                tensor_get(logits, b * RECALLNET_LETTERS + best))
                best = i;
        }
        right += best == t->answer[b];
    }
    return right;
}

static struct status examine(struct state *s, struct heat *h, int distance,
                             uint64_t seed)
{
    struct texts t;
    int right = 0;

    for (int i = 0; i < EXAMS; i++) {
        make_texts(&t, distance, seed, EXAM_STREAM + (uint64_t)i);
        graph_reset(s->graph);
        graph_set_gradients(s->graph, false);
        const struct tensor *logits =
            recallnet_logits(&s->net, s->graph, t.ids, distance + 1);
        STATUS_TRY(graph_status(s->graph));
        right += count_right(logits, &t);
    }
    h->accuracy = (float)right / (EXAMS * RECALLNET_BATCH);
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    const int m = f->done / f->distances, d = f->done % f->distances;
    struct heat *h = &f->heat[m][d];

    if (!s->net.params) {
        STATUS_TRY(recallnet_make(&s->net, labrun_device(r), f->kind[m], WIDTH,
                                  r->seed));
        if (f->kind[m] == RECALLNET_LSTM)
            reclayer_open_gates(s->net.params, &s->net.recurrent,
                                r->value[FORGET].number);
    }
    if (h->steps < f->planned)
        STATUS_TRY(train(s, h, f->distance[d], r->seed));
    if (h->steps == f->planned) {
        STATUS_TRY(examine(s, h, f->distance[d], r->seed));
        graph_reset(s->graph);
        recallnet_release(&s->net);
        f->done++;
    }
    *more = f->done < f->models * f->distances;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* Steps that the first word's news takes to the question. */
static int path(const struct found *f, int model, int d)
{
    return f->kind[model] == RECALLNET_ATTENTION ? 1 : f->distance[d];
}

/* Of a position in training, forward and back. */
static double token_us(const struct found *f, int model, int d)
{
    const struct heat *h = &f->heat[model][d];

    return h->steps ? h->seconds * 1e6 / h->steps /
                          ((f->distance[d] + 1) * RECALLNET_BATCH)
                    : 0.0;
}

enum { COLUMNS = 6, CELL = 16 };

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    static const struct table_column column[COLUMNS] = {
        {"model", TABLE_LEFT},  {"far", TABLE_RIGHT},
        {"right", TABLE_RIGHT}, {"path", TABLE_RIGHT},
        {"steps", TABLE_RIGHT}, {"us a token", TABLE_RIGHT}};
    const struct found *f = snapshot_;
    char text[RECALLNET_KINDS * MOST_DISTANCES][COLUMNS][CELL];
    const char *cell[RECALLNET_KINDS * MOST_DISTANCES * COLUMNS];
    const int columns = view->timing ? COLUMNS : COLUMNS - 1;
    const struct table table = {.column = column,
                                .columns = columns,
                                .cell = cell,
                                .rows = f->models * f->distances,
                                .cursor = f->done < f->models * f->distances,
                                .at_row = f->done};

    for (int i = 0; i < table.rows; i++) {
        const int m = i / f->distances, d = i % f->distances;
        const struct heat *h = &f->heat[m][d];

        snprintf(text[i][0], CELL, "%s", recallnet_name(f->kind[m]));
        snprintf(text[i][1], CELL, "%d", f->distance[d]);
        text[i][2][0] = '\0';
        if (h->accuracy >= 0.0f)
            snprintf(text[i][2], CELL, "%.0f %%", 100.0 * (double)h->accuracy);
        snprintf(text[i][3], CELL, "%d", path(f, m, d));
        snprintf(text[i][4], CELL, "%d", h->steps);
        snprintf(text[i][5], CELL, "%.2f", token_us(f, m, d));
        for (int c = 0; c < columns; c++)
            cell[i * columns + c] = text[i][c];
    }
    table_draw(&table, cv, canvas_whole(cv));
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int last = f->distances - 1;

    (void)view;
    buf_printf(out, "Over %d words:", f->distance[last]);
    for (int m = 0; m < f->models; m++) {
        if (f->heat[m][last].accuracy >= 0.0f)
            buf_printf(out, " %s %.0f %%", recallnet_name(f->kind[m]),
                       100.0 * (double)f->heat[m][last].accuracy);
    }
    buf_printf(out, " right; chance is %.1f %%.\n", 100.0 / RECALLNET_LETTERS);
    for (int i = 0; i < f->done; i++) {
        const int m = i / f->distances, d = i % f->distances;

        buf_printf(out, "%s, distance %d: %.3f right, path %d.\n",
                   recallnet_name(f->kind[m]), f->distance[d],
                   (double)f->heat[m][d].accuracy, path(f, m, d));
    }
}

/* Index i is distance i; null where nothing was measured. */
static json_t *by_distance(const struct found *f, int model)
{
    json_t *row = json_array();

    for (int i = 0; i <= MOST_DISTANCE; i++)
        json_array_append_new(row, json_null());
    for (int d = 0; d < f->distances; d++) {
        if (f->heat[model][d].accuracy >= 0.0f)
            json_array_set_new(row, (size_t)f->distance[d],
                               json_real((double)f->heat[model][d].accuracy));
    }
    return row;
}

static json_t *timings(const struct found *f, int model)
{
    json_t *us = json_object();
    char name[CELL];

    for (int d = 0; d < f->distances; d++) {
        snprintf(name, sizeof name, "%d", f->distance[d]);
        json_object_set_new(us, name, json_real(token_us(f, model, d)));
    }
    return us;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_object(), *measured = json_object(), *far = json_array();

    for (int d = 0; d < f->distances; d++)
        json_array_append_new(far, json_integer(f->distance[d]));
    json_object_set_new(out, "distances", far);
    json_object_set_new(out, "chance", json_real(1.0 / RECALLNET_LETTERS));
    for (int m = 0; m < f->models; m++) {
        json_t *paths = json_array();

        for (int d = 0; d < f->distances; d++)
            json_array_append_new(paths, json_integer(path(f, m, d)));
        json_object_set_new(
            out, recallnet_name(f->kind[m]),
            json_pack("{so so}", "accuracy", by_distance(f, m), "path", paths));
        json_object_set_new(measured, recallnet_name(f->kind[m]),
                            json_pack("{so}", "us_per_token", timings(f, m)));
    }
    if (view->timing)
        json_object_set(out, "measured", measured);
    json_decref(measured);
    return out;
}

const struct lab recall_race_lab = {
    .name = "recall-race",
    .question = "Who still knows the first letter?",
    .about = "Networks that hand one state from word to word, and one "
             "attention layer, learn to name the first letter of a text. Each "
             "trains anew at every distance.",
    .sources = (const char *const[]){"lessons/labs/recallnet.c", NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .lends = true,
};
