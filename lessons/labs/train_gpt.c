/* train_gpt.c - a GPT learns to write, one step at a time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/arena.h"
#include "engine/model/training.h"
#include "lessons/data/source.h"
#include "lessons/labs/labtable.h"
#include "viz/chart.h"

enum { DATA, PRESET, STEPS, LR, EVERY, TEMPERATURE, REWIND };

enum {
    SAMPLES = 40,
    SAMPLE_TOKENS = 160,
    MARKS = 64,
    MARK_EVERY = 50, /* steps between places to rewind to */
    VALID_BATCHES = 8
};

#define TEXT_BYTES  ((size_t)64 << 20)
#define ARENA_BYTES ((size_t)64 << 20)

static const char *const presets[] = {"char-tiny", "shakespeare-char-cpu",
                                      "llama-tiny", NULL};

static const struct lab_knob knobs[] = {
    [DATA] = {.name = "data",
              .help = "town, town:BYTES, or a text file",
              .kind = LAB_TEXT,
              .fallback = "town:400000"},
    [PRESET] = {.name = "preset",
                .help = "the model and its recipe",
                .kind = LAB_CHOICE,
                .fallback = "char-tiny",
                .choices = presets},
    [STEPS] = {.name = "steps",
               .help = "steps of the whole run",
               .kind = LAB_WHOLE,
               .fallback = "300",
               .low = 1,
               .high = 100000},
    [LR] = {.name = "lr",
            .help = "highest learning rate; turned, it scales all later ones",
            .kind = LAB_REAL,
            .fallback = "0.003",
            .low = 1e-6,
            .high = 10,
            .log = true,
            .live = true},
    [EVERY] = {.name = "every",
               .help = "steps between two samples",
               .kind = LAB_WHOLE,
               .fallback = "50",
               .low = 1,
               .high = 10000},
    [TEMPERATURE] = {.name = "temperature",
                     .help = "of the samples",
                     .kind = LAB_REAL,
                     .fallback = "0.8",
                     .low = 0.0,
                     .high = 5,
                     .live = true},
    [REWIND] = {.name = "rewind",
                .help = "goes back to the last kept step at or before this",
                .kind = LAB_WHOLE,
                .fallback = "100000",
                .low = 0,
                .high = 100000,
                .live = true},
    {.name = NULL},
};

struct sample {
    int64_t step;
    char *text;
};

/* What is shown: numbers by step, and text by sample. */
struct curve {
    struct arena arena;
    int64_t steps, planned, parameters;
    float *step, *loss, *valid; /* valid is NaN where it was not measured */
    float *rate;
    struct sample sample[SAMPLES];
    int samples;
    double tokens_per_s;
    int symbols;
};

struct state {
    struct training *training;
    struct trainer_mark *mark[MARKS];
    int marks;
    double first_rate; /* of the recipe: lr turned is a share of it */
    struct curve curve;
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the run");
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (!s)
        return;
    for (int i = 0; i < s->marks; i++)
        trainer_mark_free(s->mark[i]);
    training_close(s->training);
    arena_release(&s->curve.arena);
    free(s);
    r->state = NULL;
}

static struct status open_training(struct state *s, const struct lab_run *r)
{
    struct recipe recipe;
    struct buf text;

    STATUS_TRY(recipe_preset(&recipe, r->value[PRESET].text));
    recipe.train.steps = (int64_t)r->value[STEPS].number;
    if (recipe.train.warmup > recipe.train.steps / 5)
        recipe.train.warmup = recipe.train.steps / 5;
    recipe.train.rate = r->value[LR].number;
    recipe.train.rate_low = recipe.train.rate / 10.0;
    recipe.train.seed = r->seed;
    s->first_rate = recipe.train.rate;
    buf_init(&text, TEXT_BYTES);
    struct status st = source_read(&text, r->value[DATA].text);
    if (!st.code)
        st = training_open(&s->training, &recipe, buf_string(&text), text.bytes,
                           device_find("auto"));
    buf_release(&text);
    if (!st.code)
        training_set_hook(s->training, r->hook);
    return st;
}

static struct status make_room(struct curve *c, int64_t steps)
{
    const size_t bytes = (size_t)(steps + 1) * sizeof(float);
    float **column[] = {&c->step, &c->loss, &c->valid, &c->rate};

    arena_init(&c->arena, ARENA_BYTES);
    for (int i = 0; i < 4; i++)
        if (!(*column[i] = arena_add(&c->arena, bytes)))
            return no_memory();
    return STATUS_OK;
}

static struct status keep_mark(struct state *s)
{
    if (s->marks == MARKS)
        return STATUS_OK; /* the last ones are where a rewind ends then */
    return trainer_mark(training_trainer(s->training), &s->mark[s->marks++]);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    if (!s)
        return no_memory();
    r->state = s;
    struct status st = open_training(s, r);
    if (!st.code)
        st = make_room(&s->curve, (int64_t)r->value[STEPS].number);
    if (!st.code)
        st = keep_mark(s);
    if (st.code) {
        close(r);
        return st;
    }
    s->curve.planned = (int64_t)r->value[STEPS].number;
    s->curve.parameters = decoder_size(training_model(s->training));
    s->curve.symbols = tokenizer_size(training_tokenizer(s->training));
    return STATUS_OK;
}

static struct status take_sample(struct state *s, const struct lab_run *r)
{
    struct curve *c = &s->curve;
    struct buf text;

    buf_init(&text, 65536);
    struct status st =
        training_sample(s->training, "\n", SAMPLE_TOKENS,
                        r->value[TEMPERATURE].number, r->seed, &text);
    if (!st.code && c->samples == SAMPLES) { /* the oldest makes room */
        memmove(c->sample, c->sample + 1, (SAMPLES - 1) * sizeof *c->sample);
        c->samples--;
    }
    if (!st.code) {
        c->sample[c->samples].step = c->steps;
        c->sample[c->samples].text = arena_text(&c->arena, buf_string(&text));
        st = c->sample[c->samples].text ? STATUS_OK : no_memory();
        c->samples += !st.code;
    }
    buf_release(&text);
    return st;
}

/* At every sample: the estimate over a few batches, and a text. */
static struct status measure(struct state *s, const struct lab_run *r)
{
    struct curve *c = &s->curve;
    double valid = 0.0;

    STATUS_TRY(trainer_estimate(training_trainer(s->training), 1, VALID_BATCHES,
                                &valid));
    c->valid[c->steps - 1] = (float)valid;
    return take_sample(s, r);
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct curve *c = &s->curve;
    struct trainer_report t;

    STATUS_TRY(training_step(s->training, &t, more));
    c->step[c->steps] = (float)t.step;
    c->loss[c->steps] = (float)t.loss;
    c->rate[c->steps] = (float)t.rate;
    c->valid[c->steps] = NAN;
    c->steps = t.step;
    c->tokens_per_s = (double)t.tokens / t.seconds;
    if (t.step % (int64_t)r->value[EVERY].number == 0 || !*more || t.step == 1)
        STATUS_TRY(measure(s, r));
    return t.step % MARK_EVERY ? STATUS_OK : keep_mark(s);
}

static struct status rewind_to(struct state *s, int64_t step)
{
    struct curve *c = &s->curve;

    while (s->marks > 1 && trainer_mark_step(s->mark[s->marks - 1]) > step)
        trainer_mark_free(s->mark[--s->marks]);
    trainer_go_back(training_trainer(s->training), s->mark[s->marks - 1]);
    c->steps = trainer_steps_done(training_trainer(s->training));
    while (c->samples && c->sample[c->samples - 1].step > c->steps)
        c->samples--;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    if (knob == LR)
        trainer_scale_rate(training_trainer(s->training),
                           r->value[LR].number / s->first_rate);
    if (knob == REWIND)
        return rewind_to(s, (int64_t)r->value[REWIND].number);
    return STATUS_OK;
}

static void forget(void *snapshot)
{
    struct curve *c = snapshot;

    if (c)
        arena_release(&c->arena);
    free(c);
}

static struct status copy(struct curve *to, const struct curve *from)
{
    const size_t bytes = (size_t)from->steps * sizeof(float);

    STATUS_TRY(make_room(to, from->steps));
    memcpy(to->step, from->step, bytes);
    memcpy(to->loss, from->loss, bytes);
    memcpy(to->valid, from->valid, bytes);
    memcpy(to->rate, from->rate, bytes);
    for (int i = 0; i < from->samples; i++) {
        to->sample[i].step = from->sample[i].step;
        to->sample[i].text = arena_text(&to->arena, from->sample[i].text);
        if (!to->sample[i].text)
            return no_memory();
    }
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct curve *from = &((const struct state *)r->state)->curve;
    struct curve *c = calloc(1, sizeof *c);

    *out = NULL;
    if (!c)
        return no_memory();
    const struct status st = copy(c, from);
    if (st.code) {
        forget(c);
        return st;
    }
    c->steps = from->steps;
    c->planned = from->planned;
    c->parameters = from->parameters;
    c->samples = from->samples;
    c->tokens_per_s = from->tokens_per_s;
    c->symbols = from->symbols;
    *out = c;
    return st;
}

/* Index of the last measured validation loss, or -1. */
static int64_t last_valid(const struct curve *c)
{
    int64_t i = c->steps - 1;

    while (i >= 0 && isnan(c->valid[i]))
        i--;
    return i;
}

/* Validation points alone: a line through them, not gaps between them. */
static int valid_points(const struct curve *c, float *x, float *y, int most)
{
    int n = 0;

    for (int64_t i = 0; i < c->steps && n < most; i++)
        if (!isnan(c->valid[i])) {
            x[n] = c->step[i];
            y[n++] = c->valid[i];
        }
    return n;
}

static void draw_sample(const struct curve *c, struct canvas *cv,
                        struct canvas_rect at)
{
    const struct sample *s = c->samples ? &c->sample[c->samples - 1] : NULL;
    char line[CANVAS_MAX_SIDE];
    int row = at.row + 1;

    if (!s || at.rows < 2)
        return;
    canvas_printf(cv, at.row, at.col, INK_TITLE, "written after step %lld",
                  (long long)s->step);
    for (const char *p = s->text; *p && row < at.row + at.rows;) {
        size_t n = strcspn(p, "\n");
        const size_t most = (size_t)(at.cols > 1 ? at.cols : 1);

        n = n < most ? n : most;
        snprintf(line, sizeof line, "%.*s", (int)n, p);
        if (n)
            canvas_text(cv, row++, at.col, line, INK_TEXT);
        p += n;
        p += *p == '\n';
    }
}

enum { POINTS = 1024 };

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct curve *c = snapshot_;
    struct canvas_rect at = canvas_whole(cv);
    float x[POINTS], y[POINTS];
    const int n = valid_points(c, x, y, POINTS);
    const struct chart_series series[] = {
        {"train", c->step, c->loss, (int)c->steps}, {"valid", x, y, n}};
    const struct chart chart = {.series = series,
                                .count = n ? 2 : 1,
                                .title = "loss",
                                .x_name = "step",
                                .x_low = 0.0f,
                                .x_high = (float)c->planned};

    canvas_printf(cv, 0, 0, INK_TITLE, "step %lld of %lld, %lld parameters",
                  (long long)c->steps, (long long)c->planned,
                  (long long)c->parameters);
    if (view->timing)
        canvas_printf(cv, 0, cv->cols - 18, INK_DIM, "%.0f tokens/s",
                      c->tokens_per_s);
    at.row = 1;
    at.rows = (cv->rows - 1) * 2 / 3;
    chart_draw(&chart, cv, at);
    at.row += at.rows;
    at.rows = cv->rows - at.row;
    draw_sample(c, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct curve *c = snapshot_;
    const int64_t valid = last_valid(c);

    (void)view;
    if (!c->steps) {
        buf_printf(out,
                   "Nothing has been learned yet. Guessing among %d "
                   "symbols costs %.3f.\n",
                   c->symbols, log((double)c->symbols));
        return;
    }
    buf_printf(out,
               "After %lld steps the loss is %.3f; it began at %.3f, and "
               "guessing among %d symbols costs %.3f. ",
               (long long)c->steps, (double)c->loss[c->steps - 1],
               (double)c->loss[0], c->symbols, log((double)c->symbols));
    if (valid >= 0)
        buf_printf(out, "On unseen text it is %.3f, or %.2f bits a symbol.\n",
                   (double)c->valid[valid], (double)c->valid[valid] / log(2.0));
    if (c->samples)
        buf_printf(out, "It writes: %s\n", c->sample[c->samples - 1].text);
}

static json_t *numbers(const float *x, int64_t n)
{
    json_t *list = json_array();

    for (int64_t i = 0; i < n; i++)
        json_array_append_new(list, isnan(x[i]) ? json_null()
                                                : json_real((double)x[i]));
    return list;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct curve *c = snapshot_;
    json_t *samples = json_array(), *steps = json_array();
    const int64_t valid = last_valid(c);

    for (int64_t i = 0; i < c->steps; i++)
        json_array_append_new(steps, json_integer((json_int_t)c->step[i]));
    for (int i = 0; i < c->samples; i++)
        json_array_append_new(samples, json_pack("{sI ss}", "step",
                                                 (json_int_t)c->sample[i].step,
                                                 "text", c->sample[i].text));
    json_t *out = json_pack(
        "{so so so so so si sI sf}", "steps", steps, "loss",
        numbers(c->loss, c->steps), "val_loss", numbers(c->valid, c->steps),
        "lr", numbers(c->rate, c->steps), "samples", samples, "symbols",
        c->symbols, "parameters", (json_int_t)c->parameters, "guessing",
        log((double)c->symbols));
    if (out && c->steps) {
        json_object_set_new(out, "first_loss", json_real((double)c->loss[0]));
        json_object_set_new(out, "last_loss",
                            json_real((double)c->loss[c->steps - 1]));
    }
    if (out && valid >= 0)
        json_object_set_new(out, "last_val_loss",
                            json_real((double)c->valid[valid]));
    if (out && view && view->timing)
        json_object_set_new(out, "measured",
                            json_pack("{sf}", "tokens_per_s", c->tokens_per_s));
    return out;
}

const struct lab train_gpt_lab = {
    .name = "train-gpt",
    .question = "How does it learn to write?",
    .about = "A small GPT is trained on text, step by step. The loss is the "
             "surprise at the next symbol; a sample shows what it writes by "
             "now.",
    .knobs = knobs,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
};
