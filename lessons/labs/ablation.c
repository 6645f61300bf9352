/* ablation.c - two models that differ in one setting train side by side, then
 * both are examined and both write. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/training.h"
#include "lessons/data/source.h"
#include "lessons/labs/abpairs.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labvocab.h"
#include "viz/chart.h"

enum { CHANGE, A, B, SET, PRESET, DATA, STEPS, CONTEXT, BATCH, WRITE };
enum { MODELS = 2, MOST_STEPS = 4000, SAMPLE_BYTES = 4200 };
enum {
    MOST_TOKENS = 1000,
    CHUNK_TOKENS = 40, /* written in one step of the lab */
    VALID_BATCHES = 8
};

#define TEXT_BYTES ((size_t)64 << 20)

static const char *const presets[] = {"char-tiny", "shakespeare-char-cpu",
                                      "llama-tiny", NULL};

static const struct lab_knob knobs[] = {
    [CHANGE] = {.name = "change",
                .help = "the one setting in which the two models differ",
                .kind = LAB_CHOICE,
                .fallback = "mask",
                .choices = abpairs_name},
    [A] = {.name = "a",
           .help = "its value in model a; nothing: as it should be",
           .kind = LAB_TEXT,
           .fallback = ""},
    [B] = {.name = "b",
           .help = "its value in model b; nothing: without it",
           .kind = LAB_TEXT,
           .fallback = ""},
    [SET] = {.name = "set",
             .help = "more that both have: lr=0.01,layers=6; nothing: what "
                     "shows the difference; preset: the preset alone",
             .kind = LAB_TEXT,
             .fallback = ""},
    [PRESET] = {.name = "preset",
                .help = "what both have in common",
                .kind = LAB_CHOICE,
                .fallback = "char-tiny",
                .choices = presets},
    [DATA] = {.name = "data",
              .help = "town, town:BYTES, or a text file",
              .kind = LAB_TEXT,
              .fallback = "town:200000"},
    [STEPS] = {.name = "steps",
               .help = "training steps of each model",
               .kind = LAB_WHOLE,
               .fallback = "600",
               .low = 1,
               .high = MOST_STEPS},
    [CONTEXT] = {.name = "context",
                 .help = "tokens that both models read at a time",
                 .kind = LAB_WHOLE,
                 .fallback = "32",
                 .low = 8,
                 .high = 256},
    [BATCH] = {.name = "batch",
               .help = "texts in a training step",
               .kind = LAB_WHOLE,
               .fallback = "24",
               .low = 1,
               .high = 256},
    [WRITE] = {.name = "tokens",
               .help = "how much each model writes in the end",
               .kind = LAB_WHOLE,
               .fallback = "400",
               .low = CHUNK_TOKENS,
               .high = MOST_TOKENS},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"c", "train both again, 300 steps longer"},
    {NULL, NULL},
};

enum phase { TRAINING, MEASURING, WRITING, DONE };

struct model {
    float loss[MOST_STEPS]; /* of the step's batch */
    float norm[MOST_STEPS]; /* length of its gradient */
    int steps;
    bool measured;
    double val_loss;
    int tokens; /* written so far */
    char sample[SAMPLE_BYTES];
    struct labvocab_share known;
};

struct found {
    char name[MODELS][32];
    const char *change;
    char both[128]; /* have this besides the preset */
    int planned, tokens;
    enum phase phase;
    struct model model[MODELS];
};

struct state {
    struct found found;
    struct training *training[MODELS];
    struct labvocab *vocab;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    for (int i = 0; s && i < MODELS; i++)
        training_close(s->training[i]);
    if (s)
        labvocab_free(s->vocab);
    free(s);
    r->state = NULL;
}

static const char *both_have(const struct lab_run *r)
{
    const char *given = r->value[SET].text;

    if (!*given)
        return abpairs_shows((int)r->value[CHANGE].number);
    return strcmp(given, "preset") == 0 ? "" : given;
}

static const char *value_of(const struct lab_run *r, int which)
{
    const char *given = r->value[which ? B : A].text;

    return *given ? given : abpairs_value((int)r->value[CHANGE].number, which);
}

static struct status open_model(struct state *s, const struct lab_run *r,
                                int which, const struct buf *text)
{
    const char *value = value_of(r, which);
    struct recipe recipe;

    STATUS_TRY(recipe_preset(&recipe, r->value[PRESET].text));
    recipe.train.steps = (int64_t)r->value[STEPS].number;
    if (recipe.train.warmup > recipe.train.steps / 5)
        recipe.train.warmup = recipe.train.steps / 5;
    recipe.model.context = recipe.train.context =
        (int64_t)r->value[CONTEXT].number;
    recipe.train.batch = (int64_t)r->value[BATCH].number;
    recipe.train.seed = r->seed;
    STATUS_TRY(abpairs_set_all(&recipe, both_have(r)));
    STATUS_TRY(abpairs_set(&recipe, (int)r->value[CHANGE].number, value));
    snprintf(s->found.name[which], sizeof *s->found.name, "%s", value);
    STATUS_TRY(training_open(&s->training[which], &recipe, text->data,
                             text->bytes, device_find("auto")));
    training_set_hook(s->training[which], r->hook);
    return STATUS_OK;
}

static struct status open_all(struct state *s, const struct lab_run *r)
{
    struct buf text;

    buf_init(&text, TEXT_BYTES);
    struct status st = source_read(&text, r->value[DATA].text);
    for (int i = 0; i < MODELS && !st.code; i++)
        st = open_model(s, r, i, &text);
    if (!st.code)
        st = labvocab_new(&s->vocab, buf_string(&text));
    buf_release(&text);
    return st;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for two models");
    s->found.change = abpairs_name[(int)r->value[CHANGE].number];
    snprintf(s->found.both, sizeof s->found.both, "%s", both_have(r));
    s->found.planned = (int)r->value[STEPS].number;
    s->found.tokens = (int)r->value[WRITE].number;
    for (int i = 0; i < MODELS; i++)
        snprintf(s->found.model[i].sample, SAMPLE_BYTES, "\n");
    const struct status st = open_all(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status train(struct training *t, struct model *m)
{
    struct trainer_report report;
    bool more;

    STATUS_TRY(training_step(t, &report, &more));
    m->norm[m->steps] = (float)report.grad_norm;
    m->loss[m->steps++] = (float)report.loss;
    return STATUS_OK;
}

static struct status measure(struct training *t, struct model *m)
{
    STATUS_TRY(
        trainer_estimate(training_trainer(t), 1, VALID_BATCHES, &m->val_loss));
    m->measured = true;
    return STATUS_OK;
}

static struct status go_on_writing(struct training *t, struct model *m,
                                   uint64_t seed)
{
    struct buf text;

    buf_init(&text, SAMPLE_BYTES - 1);
    struct status st =
        training_sample(t, m->sample, CHUNK_TOKENS, 1.0,
                        seed * MOST_TOKENS + (uint64_t)m->tokens, &text);
    if (!st.code) {
        snprintf(m->sample, SAMPLE_BYTES, "%s", buf_string(&text));
        m->tokens += CHUNK_TOKENS;
        st = buf_status(&text);
    }
    buf_release(&text);
    return st;
}

/* The model that is behind makes its next piece of the phase. */
static struct status piece(struct state *s, uint64_t seed)
{
    struct model *a = &s->found.model[0], *b = &s->found.model[1];
    int which;

    switch (s->found.phase) {
    case TRAINING:
        which = b->steps < a->steps;
        return train(s->training[which], &s->found.model[which]);
    case MEASURING:
        which = a->measured;
        return measure(s->training[which], &s->found.model[which]);
    default:
        which = b->tokens < a->tokens;
        return go_on_writing(s->training[which], &s->found.model[which], seed);
    }
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    const struct model *last = &f->model[MODELS - 1];

    STATUS_TRY(piece(s, r->seed));
    if (f->phase == TRAINING && last->steps == f->planned)
        f->phase = MEASURING;
    else if (f->phase == MEASURING && last->measured)
        f->phase = WRITING;
    else if (f->phase == WRITING && last->tokens >= f->tokens)
        f->phase = DONE;
    if (f->phase == DONE)
        for (int i = 0; i < MODELS; i++)
            f->model[i].known = labvocab_count(s->vocab, f->model[i].sample);
    *more = f->phase != DONE;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static double known_share(const struct model *m)
{
    return m->known.words ? (double)m->known.known / m->known.words : 0.0;
}

/* Breaks only at the edge: a sample is no prose. Answers the next row. */
static int draw_sample(const struct found *f, int which, struct canvas *cv,
                       struct canvas_rect at)
{
    struct canvas part = canvas_sub(cv, at);
    const char *text = f->model[which].sample + 1;
    const size_t width = (size_t)(part.cols > 0 ? part.cols : 1);
    char line[256];

    canvas_printf(&part, 0, 0, INK_TITLE, "%c (%s) writes:", 'a' + which,
                  f->name[which]);
    for (int row = 1; row < part.rows && *text; row++) {
        size_t n = strcspn(text, "\n");
        const size_t most = width < sizeof line ? width : sizeof line - 1;

        if (n > most)
            n = most;
        memcpy(line, text, n);
        line[n] = '\0';
        canvas_text(&part, row, 0, line, INK_TEXT);
        text += n + (text[n] == '\n');
    }
    return at.row + at.rows;
}

static void draw_curves(const struct found *f, struct canvas *cv,
                        struct canvas_rect at)
{
    const struct chart_series series[MODELS] = {
        {f->name[0], NULL, f->model[0].loss, f->model[0].steps},
        {f->name[1], NULL, f->model[1].loss, f->model[1].steps}};
    const struct chart chart = {.series = series,
                                .count = MODELS,
                                .title = "training loss",
                                .x_name = "step"};

    chart_draw(&chart, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int chart = f->phase < WRITING ? cv->rows - 3 : (cv->rows - 3) / 2;
    const int left = cv->rows - 3 - chart;

    (void)view;
    canvas_printf(cv, 0, 0, INK_DIM, "%-12s %9s %9s %6s", f->change, "val loss",
                  "known", "step");
    if (*f->both)
        canvas_printf(cv, 0, 42, INK_DIM, "both: %s", f->both);
    for (int i = 0; i < MODELS; i++) {
        const struct model *m = &f->model[i];

        canvas_printf(cv, 1 + i, 0, INK_TEXT, "%c %-10.10s", 'a' + i,
                      f->name[i]);
        if (f->phase > MEASURING)
            canvas_printf(cv, 1 + i, 13, INK_TEXT, "%9.3f", m->val_loss);
        if (f->phase == DONE)
            canvas_printf(cv, 1 + i, 23, INK_TEXT, "%7.0f %%",
                          100.0 * known_share(m));
        canvas_printf(cv, 1 + i, 33, INK_DIM, "%6d", m->steps);
    }
    draw_curves(f, cv, (struct canvas_rect){3, 0, chart, cv->cols});
    for (int i = 0, row = 3 + chart; i < MODELS && left > 1; i++)
        row = draw_sample(f, i, cv,
                          (struct canvas_rect){row, 0, left / 2, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct model *a = &f->model[0], *b = &f->model[1];

    (void)view;
    if (f->phase != DONE) {
        buf_printf(out, "%d and %d of %d steps are done.\n", a->steps, b->steps,
                   f->planned);
        return;
    }
    buf_printf(out,
               "Model %s reaches the lower loss on unseen text: a (%s %s) "
               "%.3f, b (%s %s) %.3f.\n",
               a->val_loss < b->val_loss ? "a" : "b", f->change, f->name[0],
               a->val_loss, f->change, f->name[1], b->val_loss);
    if (*f->both)
        buf_printf(out, "Both have %s.\n", f->both);
    buf_printf(out,
               "Of a's written words %.0f %% occur in the text (%d of %d), of "
               "b's %.0f %% (%d of %d).\n",
               100.0 * known_share(a), a->known.known, a->known.words,
               100.0 * known_share(b), b->known.known, b->known.words);
    for (int i = 0; i < MODELS; i++)
        buf_printf(out, "%s writes: %s\n", i ? "b" : "a",
                   f->model[i].sample + 1);
}

static json_t *model_json(const struct found *f, int i)
{
    const struct model *m = &f->model[i];
    json_t *out = json_pack("{ss si so so}", "value", f->name[i], "steps",
                            m->steps, "loss", labnumbers_row(m->loss, m->steps),
                            "grad_norm", labnumbers_row(m->norm, m->steps));

    if (out && f->phase > MEASURING)
        json_object_set_new(out, "val_loss", json_real(m->val_loss));
    if (out && f->phase == DONE) {
        json_object_set_new(out, "known_words", json_real(known_share(m)));
        json_object_set_new(out, "words", json_integer(m->known.words));
        json_object_set_new(out, "sample", json_string(m->sample + 1));
    }
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{si ss ss so so}", "steps", f->planned, "change",
                     f->change, "both", f->both, "a", model_json(f, 0), "b",
                     model_json(f, 1));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    struct lab_answer a = {.wish = LAB_TURN, .knob = STEPS};
    const int steps = f->planned + 300;

    (void)view;
    if (code != 'c' || steps > MOST_STEPS)
        return (struct lab_answer){.wish = LAB_IGNORED};
    snprintf(a.text, sizeof a.text, "%d", steps);
    return a;
}

const struct lab ablation_lab = {
    .name = "ablation",
    .question = "What does one part of the model do?",
    .about = "Two models with one difference train on the same text with the "
             "same seed. Then both are measured on unseen text, and both "
             "write.",
    .sources = (const char *const[]){"engine/model/decoder.c:run_block", NULL},
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
