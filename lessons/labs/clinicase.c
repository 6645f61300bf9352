#include "lessons/labs/clinicase.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/training.h"
#include "lessons/labs/labvocab.h"

enum { VALID_BATCHES = 4, WRITTEN = 120, N = CLINICASE_LOOKS };

/* A rate that Adam stands, and one that it does not. */
#define RATE     0.003
#define RATE_TOO 0.1
#define PROBS    "blocks.0.attn.probs"

/* Letters stand in it twice or more, with others between. */
const char clinicase_text[] = "the sea the sea ";

static const struct {
    const char *name, *told;
} faults[CLINICASE_FAULTS] = {
    [CLINICASE_MASK] = {"mask", "no causal mask"},
    [CLINICASE_SCALE] = {"scale", "scores not divided by the root of d"},
    [CLINICASE_RESIDUAL] = {"residual", "no residual around the halves"},
    [CLINICASE_AXIS] = {"axis", "softmax down the columns"},
    [CLINICASE_RATE] = {"rate", "learning rate 30 times too high"},
    [CLINICASE_POSITIONS] = {"positions", "no positions"},
};

struct clinicase_run {
    struct training *training;
    struct labvocab *vocab;
    struct optimizer_watch *watch; /* one a parameter */
    int planned;
    uint64_t seed;
};

const char *clinicase_name(int fault)
{
    return fault < CLINICASE_FAULTS ? faults[fault].name : NULL;
}

const char *clinicase_told(int fault)
{
    return fault < CLINICASE_FAULTS ? faults[fault].told : NULL;
}

int clinicase_find(const char *name, size_t n)
{
    int i = 0;

    while (i < CLINICASE_FAULTS && (strlen(faults[i].name) != n ||
                                    strncmp(faults[i].name, name, n) != 0))
        i++;
    return i;
}

/* Healthy: weights spread so that a score is of size one after the division. */
static struct status recipe_of(struct recipe *r, int fault, int steps,
                               uint64_t seed)
{
    STATUS_TRY(recipe_preset(r, "char-tiny"));
    r->model.layers = CLINICASE_LAYERS;
    r->model.context = r->train.context = 32;
    r->model.init = 0.125;
    r->train.batch = 12;
    r->train.steps = steps;
    r->train.warmup = steps / 10;
    r->train.rate = fault == CLINICASE_RATE ? RATE_TOO : RATE;
    r->train.rate_low = r->train.rate / 10.0;
    r->train.seed = seed;
    r->model.causal = fault != CLINICASE_MASK;
    r->model.unscaled = fault == CLINICASE_SCALE;
    r->model.skipless = fault == CLINICASE_RESIDUAL;
    r->model.over_queries = fault == CLINICASE_AXIS;
    if (fault == CLINICASE_POSITIONS)
        r->model.positions = DECODER_NO_POSITIONS;
    return STATUS_OK;
}

struct status clinicase_open(struct clinicase_run **out, int fault, int steps,
                             const struct buf *text, uint64_t seed)
{
    struct clinicase_run *r = calloc(1, sizeof *r);
    struct recipe recipe;

    *out = r;
    if (!r)
        return status_fail(STATUS_NO_MEMORY, "no memory for a patient");
    r->planned = steps;
    r->seed = seed;
    struct status st = recipe_of(&recipe, fault, steps, seed);
    if (!st.code)
        st = training_open(&r->training, &recipe, text->data, text->bytes,
                           device_find("auto"));
    if (!st.code)
        st = labvocab_new(&r->vocab, text->data);
    if (!st.code) {
        r->watch = calloc(
            (size_t)params_count(decoder_params(training_model(r->training))),
            sizeof *r->watch);
        if (!r->watch)
            st = status_fail(STATUS_NO_MEMORY, "no memory for a patient");
    }
    if (st.code) {
        clinicase_close(r);
        *out = NULL;
    }
    return st;
}

void clinicase_close(struct clinicase_run *r)
{
    if (!r)
        return;
    training_close(r->training);
    labvocab_free(r->vocab);
    free(r->watch);
    free(r);
}

/* --- training ---------------------------------------------------------------
 */

static struct status take_mark(struct clinicase_run *r, struct clinicase *c)
{
    const int every = r->planned / (CLINICASE_MARKS - 1) + 1;
    double loss;

    if (c->steps % every != 1 && c->steps != r->planned)
        return STATUS_OK;
    if (c->marks == CLINICASE_MARKS)
        return STATUS_OK;
    STATUS_TRY(trainer_estimate(training_trainer(r->training), 1, VALID_BATCHES,
                                &loss));
    c->mark[c->marks] = (float)c->steps;
    c->valid[c->marks++] = (float)loss;
    return STATUS_OK;
}

/* What a step's gradient was in each block. */
static void keep_parts(struct clinicase_run *r, struct clinicase *c)
{
    struct params *ps = decoder_params(training_model(r->training));
    double squares[CLINICASE_LAYERS] = {0};

    for (int i = 0; i < params_count(ps); i++) {
        const char *name = params_at(ps, i)->name;
        const int block = strncmp(name, "blocks.", 7) == 0 ? name[7] - '0' : -1;

        if (block >= 0 && block < CLINICASE_LAYERS)
            squares[block] += r->watch[i].grad * r->watch[i].grad;
    }
    for (int i = 0; i < CLINICASE_LAYERS; i++)
        c->part[i] = (float)sqrt(squares[i]);
}

static struct status train(struct clinicase_run *r, struct clinicase *c)
{
    struct trainer_report report;
    bool more;

    if (c->steps + 1 == r->planned)
        trainer_set_watch(training_trainer(r->training), r->watch);
    STATUS_TRY(training_step(r->training, &report, &more));
    c->norm[c->steps] = (float)report.grad_norm;
    c->loss[c->steps++] = (float)report.loss;
    if (c->steps == r->planned)
        keep_parts(r, c);
    return take_mark(r, c);
}

/* --- the examination --------------------------------------------------------
 */

static struct status read_text(struct clinicase_run *r, int32_t ids[N])
{
    size_t count = 0;

    STATUS_TRY(tokenizer_encode(training_tokenizer(r->training), clinicase_text,
                                N, ids, N, &count));
    if (count != N)
        return status_fail(STATUS_BAD_USAGE, "not one token a character");
    return STATUS_OK;
}

static struct status look(struct clinicase_run *r, struct graph *g,
                          struct probe *p)
{
    int32_t ids[N];

    STATUS_TRY(read_text(r, ids));
    STATUS_TRY(probe_watch(p, PROBS, PROBE_FORWARD));
    graph_set_probe(g, p);
    graph_set_gradients(g, false);
    decoder_forward(training_model(r->training), g,
                    graph_ints(g, 2, (const int64_t[]){1, N}, ids), NULL);
    STATUS_TRY(graph_status(g));
    return probe_find(p, PROBS, PROBE_FORWARD)
               ? STATUS_OK
               : status_fail(STATUS_NOT_FOUND, "no weights were seen");
}

static struct status take_look(struct clinicase_run *r, struct clinicase *c)
{
    struct probe *p = probe_new();
    struct graph *g = graph_new(device_find("auto"), (size_t)1 << 28);
    struct status st =
        p && g ? STATUS_OK
               : status_fail(STATUS_NO_MEMORY, "no memory for an examination");

    if (!st.code)
        st = look(r, g, p);
    if (!st.code) /* the first head's table comes first */
        memcpy(c->look, probe_find(p, PROBS, PROBE_FORWARD)->data,
               sizeof c->look);
    graph_free(g);
    probe_free(p);
    return st;
}

static void measure_row(struct clinicase *c, int row, double *apart, int *pairs)
{
    const float *w = c->look + row * N;
    double sum = 0.0, most = 0.0;

    for (int i = 0; i < N; i++) {
        sum += (double)w[i];
        most = fmax(most, (double)w[i]);
        if (i > row)
            c->future += (double)w[i];
        for (int k = 0; k < i && i <= row; k++) {
            if (clinicase_text[k] != clinicase_text[i])
                continue;
            *apart += fabs((double)(w[i] - w[k]));
            ++*pairs;
        }
    }
    c->row_low = row == 0 ? sum : fmin(c->row_low, sum);
    c->row_high = fmax(c->row_high, sum);
    if (row >= 4)
        c->sharpest += most / (N - 4);
}

static void measure(struct clinicase *c)
{
    double apart = 0.0;
    int pairs = 0;

    for (int row = 0; row < N; row++)
        measure_row(c, row, &apart, &pairs);
    c->future /= N;
    c->apart = apart / pairs;
}

static struct status take_sample(struct clinicase_run *r, struct clinicase *c)
{
    struct buf text;

    buf_init(&text, 4 * CLINICASE_SAMPLE);
    struct status st =
        training_sample(r->training, "\n", WRITTEN, 0.8, r->seed, &text);
    if (!st.code) {
        const struct labvocab_share s =
            labvocab_count(r->vocab, buf_string(&text));

        snprintf(c->sample, sizeof c->sample, "%.*s", CLINICASE_SAMPLE - 1,
                 buf_string(&text));
        c->known = s.words ? (double)s.known / s.words : 0.0;
        st = buf_status(&text);
    }
    buf_release(&text);
    return st;
}

struct status clinicase_step(struct clinicase_run *r, struct clinicase *c,
                             struct hook hook, bool *more)
{
    training_set_hook(r->training, hook);
    *more = true;
    if (c->steps < r->planned)
        return train(r, c);
    STATUS_TRY(take_look(r, c));
    STATUS_TRY(take_sample(r, c));
    measure(c);
    c->examined = true;
    *more = false;
    return STATUS_OK;
}
