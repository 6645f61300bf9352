/* train_gpt.c - a GPT learns to write, one step at a time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/training.h"
#include "lessons/data/source.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/traincurve.h"

enum { DATA, PRESET, STEPS, LR, EVERY, TEMPERATURE, REWIND };

enum {
    SAMPLE_TOKENS = 160,
    MARKS = 16,
    MARK_EVERY = 50, /* steps between two marks, until they are thinned */
    VALID_BATCHES = 8
};

#define TEXT_BYTES ((size_t)64 << 20)

static const char *const presets[] = {"char-tiny", "shakespeare-char-cpu",
                                      "llama-tiny", "shakespeare-char", NULL};

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
                .help = "a step: goes back to the last kept one up to it",
                .kind = LAB_TEXT,
                .fallback = "no",
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"b", "back to the kept step before this one"},
    {"left, right", "an earlier sample, a later one"},
    {NULL, NULL},
};

struct state {
    struct training *training;
    struct training *ours; /* beside a learner's: the same with our kernels */
    struct trainer_mark *mark[MARKS];
    int marks;
    int64_t mark_every;
    double first_rate; /* of the recipe: lr turned is a share of it */
    struct traincurve curve;
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
    training_close(s->ours);
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
                           labrun_device(r));
    if (!st.code && r->lent)
        st = training_open(&s->ours, &recipe, buf_string(&text), text.bytes,
                           r->lent->twin);
    buf_release(&text);
    if (!st.code)
        training_set_hook(s->training, r->hook);
    if (!st.code && s->ours)
        training_set_hook(s->ours, r->hook);
    return st;
}

/* Where there is no room for more marks, every other one goes: they reach over
 * the whole run, however long, and never take more memory. */
static void thin_marks(struct state *s)
{
    int kept = 0;

    s->mark_every *= 2;
    for (int i = 0; i < s->marks; i++) {
        if (trainer_mark_step(s->mark[i]) % s->mark_every == 0)
            s->mark[kept++] = s->mark[i];
        else
            trainer_mark_free(s->mark[i]);
    }
    s->marks = kept;
}

static struct status keep_mark(struct state *s)
{
    struct trainer *t = training_trainer(s->training);

    if (s->marks == MARKS)
        thin_marks(s);
    if (trainer_steps_done(t) % s->mark_every != 0)
        return STATUS_OK;
    STATUS_TRY(trainer_mark(t, &s->mark[s->marks]));
    s->marks++;
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    if (!s)
        return no_memory();
    r->state = s;
    s->mark_every = MARK_EVERY;
    struct status st = open_training(s, r);
    if (!st.code)
        st = traincurve_room(&s->curve, (int64_t)r->value[STEPS].number);
    if (!st.code)
        st = keep_mark(s);
    if (st.code) {
        close(r);
        return st;
    }
    s->curve.planned = (int64_t)r->value[STEPS].number;
    s->curve.compared = s->ours != NULL;
    s->curve.parameters = decoder_size(training_model(s->training));
    s->curve.symbols = tokenizer_size(training_tokenizer(s->training));
    return STATUS_OK;
}

static struct status take_sample(struct state *s, const struct lab_run *r)
{
    struct traincurve *c = &s->curve;
    struct buf text;

    buf_init(&text, 65536);
    struct status st =
        training_sample(s->training, "\n", SAMPLE_TOKENS,
                        r->value[TEMPERATURE].number, r->seed, &text);
    if (!st.code &&
        c->samples == TRAINCURVE_SAMPLES) { /* the oldest makes room */
        memmove(c->sample, c->sample + 1,
                (TRAINCURVE_SAMPLES - 1) * sizeof *c->sample);
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
    struct traincurve *c = &s->curve;
    double valid = 0.0;

    STATUS_TRY(trainer_estimate(training_trainer(s->training), 1, VALID_BATCHES,
                                &valid));
    c->valid[c->steps - 1] = (float)valid;
    return take_sample(s, r);
}

/* The same step with our kernels, where there is something to compare. */
static struct status step_ours(struct state *s)
{
    struct traincurve *c = &s->curve;
    struct trainer_report t;
    bool more;

    if (!s->ours) {
        c->ours[c->steps] = NAN;
        return STATUS_OK;
    }
    /* Theirs may have been stopped behind ours: then this step is done. */
    if (trainer_steps_done(training_trainer(s->ours)) > c->steps)
        return STATUS_OK;
    STATUS_TRY(training_step(s->ours, &t, &more));
    c->ours[c->steps] = (float)t.loss;
    c->ours_s += t.seconds;
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct traincurve *c = &s->curve;
    struct trainer_report t;

    STATUS_TRY(step_ours(s));
    STATUS_TRY(training_step(s->training, &t, more));
    c->step[c->steps] = (float)t.step;
    c->loss[c->steps] = (float)t.loss;
    c->rate[c->steps] = (float)t.rate;
    c->valid[c->steps] = NAN;
    c->theirs_s += t.seconds;
    c->steps = t.step;
    c->tokens_per_s = (double)t.tokens / t.seconds;
    if (t.step % (int64_t)r->value[EVERY].number == 0 || !*more || t.step == 1)
        STATUS_TRY(measure(s, r));
    return t.step % s->mark_every ? STATUS_OK : keep_mark(s);
}

static struct status rewind_to(struct lab_run *r, const char *text)
{
    struct state *s = r->state;
    struct traincurve *c = &s->curve;
    char *end;
    const long long step = strtoll(text, &end, 10);

    if (s->ours)
        return status_fail(STATUS_UNSUPPORTED,
                           "rewind: two runs that are compared go on together");
    if (end == text || *end || step < 0) {
        return status_fail(STATUS_BAD_USAGE,
                           "rewind: \"%s\" is no step; a whole number such "
                           "as 100 is",
                           text);
    }
    while (s->marks > 1 && trainer_mark_step(s->mark[s->marks - 1]) > step)
        trainer_mark_free(s->mark[--s->marks]);
    trainer_go_back(training_trainer(s->training), s->mark[s->marks - 1]);
    c->steps = trainer_steps_done(training_trainer(s->training));
    while (c->samples && c->sample[c->samples - 1].step > c->steps)
        c->samples--;
    r->again = c->steps < c->planned;
    return STATUS_OK;
}

static void scale_rates(struct state *s, double by)
{
    trainer_scale_rate(training_trainer(s->training), by);
    if (s->ours)
        trainer_scale_rate(training_trainer(s->ours), by);
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    if (knob == LR)
        scale_rates(s, r->value[LR].number / s->first_rate);
    if (knob == REWIND)
        return rewind_to(r, r->value[REWIND].text);
    return STATUS_OK;
}

/* The newest mark that lies before the step reached. */
static int64_t step_back(const struct state *s)
{
    int i = s->marks - 1;

    while (i > 0 && trainer_mark_step(s->mark[i]) >= s->curve.steps)
        i--;
    return trainer_mark_step(s->mark[i]);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;
    struct traincurve *c;
    const struct status st = traincurve_copy(&s->curve, &c);

    if (!st.code)
        c->kept = step_back(s);
    *out = c;
    return st;
}

static void forget(void *snapshot)
{
    traincurve_free(snapshot);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct traincurve *c = snapshot_;
    struct lab_answer a = {.wish = LAB_TURN, .knob = REWIND};

    if (code == LAB_KEY_LEFT || code == LAB_KEY_RIGHT) {
        traincurve_turn_sample(c, view, code == LAB_KEY_LEFT ? 1 : -1);
        return (struct lab_answer){.wish = LAB_REDRAW};
    }
    if (code != 'b')
        return (struct lab_answer){.wish = LAB_IGNORED};
    snprintf(a.text, sizeof a.text, "%lld", (long long)c->kept);
    return a;
}

const struct lab train_gpt_lab = {
    .name = "train-gpt",
    .question = "How does it learn to write?",
    .about = "A small GPT is trained on text, step by step. The loss is the "
             "surprise at the next symbol; a sample shows what it writes by "
             "now.",
    .sources =
        (const char *const[]){"engine/train/trainer.c:trainer_step",
                              "engine/ops/cross_entropy.c:cross_entropy_op",
                              NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = close,
    .draw = traincurve_draw,
    .words = traincurve_words,
    .data = traincurve_data,
    .key = key,
    .lends = true,
};
