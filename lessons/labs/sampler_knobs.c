/* sampler_knobs.c - the odds of the next token, the line that the knobs draw
 * through them, and what is written under the same knobs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/device.h"
#include "engine/model/generate.h"
#include "lessons/labs/labdraws.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/samplerfound.h"

enum { MODEL, TEXT, TEMPERATURE, TOP_K, TOP_P, MIN_P, REPEAT, TOKENS };

enum { MOST_TOKENS = 64 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TEXT] = {.name = "text",
              .help = "what the model has read",
              .kind = LAB_TEXT,
              .fallback = "the captain of the",
              .live = true},
    [TEMPERATURE] = LABDRAWS_KNOBS("1", "0"),
    [TOKENS] = {.name = "tokens",
                .help = "of each of the ten texts, at most",
                .kind = LAB_WHOLE,
                .fallback = "12",
                .low = 1,
                .high = MOST_TOKENS,
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"e", "type another text"},
    {"t, T", "temperature down, up"},
    {"<, >", "top-k halved, doubled"},
    {"p, P", "top-p down, up"},
    {NULL, NULL},
};

struct state {
    struct labmodel model;
    struct labdraws draws;
    struct samplerfound found;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        labdraws_close(&s->draws);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

/* --- the cut -------------------------------------------------------------- */

static struct status add_row(struct state *s, int32_t id, double plain,
                             double drawn)
{
    struct samplerfound_odds *o = &s->found.row[s->found.rows++];
    char label[SAMPLERFOUND_PIECE];

    o->id = id;
    o->plain = plain;
    o->drawn = drawn;
    STATUS_TRY(labmodel_label(&s->model, id, label, sizeof label));
    labwrite_fold(label, o->token, sizeof o->token);
    return STATUS_OK;
}

/* Room for the whole vocabulary, three times. */
struct scratch {
    struct sampler_odds *left;
    struct generate_candidate *plain;
    double *drawn; /* by id */
};

static double bits(double p)
{
    return p > 0.0 ? -p * log2(p) : 0.0;
}

static struct status sort_out(struct state *s, const float *logits,
                              const struct scratch *x)
{
    struct samplerfound *f = &s->found;
    struct session *text = s->draws.session;

    f->kept =
        sampler_odds(s->draws.sampler, logits, &f->knobs, session_ids(text),
                     s->draws.given, x->left, f->vocab);
    generate_rank(logits, f->vocab, 1.0, x->plain);
    memset(x->drawn, 0, (size_t)f->vocab * sizeof *x->drawn);
    for (int i = 0; i < f->kept; i++) {
        x->drawn[x->left[i].id] = x->left[i].probability;
        f->drawn_bits += bits(x->left[i].probability);
    }
    /* The model's order; it stays unless `repeat` turns it. */
    for (int i = 0; i < f->vocab; i++) {
        const double drawn = x->drawn[x->plain[i].id];

        f->plain_bits += bits(x->plain[i].probability);
        f->kept_mass += drawn > 0.0 ? x->plain[i].probability : 0.0;
        if (drawn > 0.0 && f->rows < SAMPLERFOUND_ROWS)
            STATUS_TRY(
                add_row(s, x->plain[i].id, x->plain[i].probability, drawn));
    }
    f->above = f->rows;
    for (int i = 0; i < f->vocab && f->rows < SAMPLERFOUND_ROWS; i++)
        if (x->drawn[x->plain[i].id] <= 0.0)
            STATUS_TRY(
                add_row(s, x->plain[i].id, x->plain[i].probability, 0.0));
    return STATUS_OK;
}

/* Begins anew under the knobs as they stand: the cut, and no sample yet. */
static struct status begin(struct state *s, const struct lab_run *r)
{
    struct samplerfound *f = &s->found;
    const size_t vocab = (size_t)tokenizer_size(s->model.checkpoint.tokenizer);
    const struct scratch x = {malloc(vocab * sizeof *x.left),
                              malloc(vocab * sizeof *x.plain),
                              malloc(vocab * sizeof *x.drawn)};
    const float *logits;
    struct status st = status_fail(STATUS_NO_MEMORY, "no memory for the odds");

    *f = (struct samplerfound){.knobs =
                                   labdraws_settings(&r->value[TEMPERATURE]),
                               .vocab = (int)vocab};
    f->knobs.stead = labrun_device(r)->stead;
    snprintf(f->text, sizeof f->text, "%s", r->value[TEXT].text);
    session_cut(s->draws.session, s->draws.given);
    if (x.left && x.plain && x.drawn)
        st = session_logits(s->draws.session, &logits);
    if (!st.code)
        st = sort_out(s, logits, &x);
    free(x.left);
    free(x.plain);
    free(x.drawn);
    return st;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    STATUS_TRY(labmodel_open(&s->model, r->value[MODEL].text,
                             r->value[TEXT].text, r->hook));
    STATUS_TRY(labmodel_foretells(&s->model));
    STATUS_TRY(labdraws_open(&s->draws, &s->model, r->hook));
    return begin(s, r);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for the odds");
    const struct status st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    if (knob == TEXT) {
        STATUS_TRY(labmodel_read(&s->model, r->value[TEXT].text));
        STATUS_TRY(labdraws_read(&s->draws));
    }
    r->again = true;
    return begin(s, r);
}

/* One text more. */
static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct samplerfound *f = &s->found;
    const struct labdraws_wish wish = {.knobs = f->knobs,
                                       .tokens = (int)r->value[TOKENS].number,
                                       .seed = r->seed};
    struct labwrite w;
    bool seen = false;

    STATUS_TRY(labdraws_write(&s->draws, &wish, (uint64_t)f->samples, &w));
    char *line = f->sample[f->samples];
    labwrite_fold(w.text, line, SAMPLERFOUND_LINE);
    for (int i = 0; i < f->samples; i++)
        seen = seen || strcmp(f->sample[i], line) == 0;
    f->distinct += !seen;
    labdraws_repeats(&w, &f->runs, &f->repeated);
    f->surprise[f->samples++] = w.surprise;
    *more = f->samples < SAMPLERFOUND_TEXTS;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* A knob times `by`, within its limits, as text. */
static struct lab_answer scaled(int knob, double now, double by)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = knob};
    double to = now * by;

    to = to > knobs[knob].high ? knobs[knob].high : to;
    to = to < knobs[knob].low ? knobs[knob].low : to;
    if (knobs[knob].kind == LAB_WHOLE)
        snprintf(a.text, sizeof a.text, "%.0f", to);
    else
        snprintf(a.text, sizeof a.text, "%.3g", to);
    return a;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct samplerfound *f = snapshot_;
    const struct sampler_settings *k = &f->knobs;
    const double heat = k->temperature > 0.05 ? k->temperature : 0.05;
    const double top = k->top_k ? (double)k->top_k : f->vocab;

    (void)view;
    switch (code) {
    case 'e':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TEXT};
    case 't':
        return scaled(TEMPERATURE, heat, 0.8);
    case 'T':
        return scaled(TEMPERATURE, heat, 1.25);
    case '<':
        return scaled(TOP_K, top > 1 ? floor(top / 2) : 1, 1);
    case '>':
        return scaled(TOP_K, 2 * top > f->vocab ? 0 : 2 * top, 1);
    case 'p':
        return scaled(TOP_P, k->top_p, 0.9);
    case 'P':
        return scaled(TOP_P, k->top_p, 1 / 0.9);
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}

const struct lab sampler_knobs_lab = {
    .name = "sampler",
    .question = "Which tokens may be drawn?",
    .about = "A trained model gives every token a probability. The knobs cut "
             "the unlikely ones off and share the rest out anew; ten texts are "
             "drawn under them.",
    .sources =
        (const char *const[]){"engine/model/sampler.c:sampler_draw", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = samplerfound_draw,
    .words = samplerfound_words,
    .data = samplerfound_data,
    .key = key,
    .lends = true,
};
