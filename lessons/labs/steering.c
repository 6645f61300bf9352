/* steering.c - a direction between two texts, added to what a model thinks. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/generate.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labwrite.h"
#include "viz/bars.h"

enum { MODEL, TOWARDS, AWAY, LAYER, STRENGTH, PROMPT, TOKENS, TOP };

enum { MOST_TOP = 20, PIECE = 32 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TOWARDS] = {.name = "towards",
                 .help = "the direction leads to this text",
                 .kind = LAB_TEXT,
                 .fallback = "the books are open and the keys are wet",
                 .live = true},
    [AWAY] = {.name = "away",
              .help = "and comes from this one",
              .kind = LAB_TEXT,
              .fallback = "the book is open and the key is wet",
              .live = true},
    [LAYER] = {.name = "layer",
               .help = "behind which block it is added; -1: the middle one",
               .kind = LAB_WHOLE,
               .fallback = "-1",
               .low = -1,
               .high = 1023,
               .live = true},
    [STRENGTH] = {.name = "strength",
                  .help = "how often the difference is added; below 0: taken "
                          "away",
                  .kind = LAB_REAL,
                  .fallback = "3",
                  .low = -50,
                  .high = 50,
                  .live = true},
    [PROMPT] = {.name = "prompt",
                .help = "what the model goes on with",
                .kind = LAB_TEXT,
                .fallback = "the box on the chair",
                .live = true},
    [TOKENS] = {.name = "tokens",
                .help = "how much it writes, always the likeliest token",
                .kind = LAB_WHOLE,
                .fallback = "24",
                .low = 1,
                .high = LABWRITE_TOKENS,
                .live = true},
    [TOP] = {.name = "top",
             .help = "how many candidates to show",
             .kind = LAB_WHOLE,
             .fallback = "6",
             .low = 1,
             .high = MOST_TOP,
             .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "stronger, weaker"},
    {"t", "type what it leads to"},
    {"c", "type what it comes from"},
    {"w", "type another prompt"},
    {NULL, NULL},
};

/* What comes next, as it is or steered. */
struct side {
    char token[MOST_TOP][PIECE];
    int32_t id[MOST_TOP];
    float probability[MOST_TOP];
    struct labwrite text;
};

struct found {
    int layers, layer, top;
    double strength;
    double length;   /* of the direction */
    double residual; /* mean length of what it is added to */
    double moved;    /* Kullback-Leibler divergence, steered from plain, nats */
    char prompt[256];
    struct side plain, steered;
};

struct state {
    struct labmodel model;
    float *direction; /* [width] */
    int64_t width;
    float *logits; /* two of [vocab] */
    struct found found;
};

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for a direction");
}

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        labmodel_release(&s->model);
        free(s->direction);
        free(s->logits);
    }
    free(s);
    r->state = NULL;
}

/* Adds `share` times the mean residual of a text. Its first token stands for
 * the beginning of any text and is left out where there is another. */
static struct status add_mean(struct state *s, const char *text, float share)
{
    struct labtrace t;

    STATUS_TRY(labmodel_read(&s->model, text));
    STATUS_TRY(labtrace_read(&t, &s->model));
    const int first = t.tokens > 1;
    for (int i = first; i < t.tokens; i++) {
        const float *row = labtrace_row(&t, t.in, s->found.layer + 1, i);

        for (int64_t c = 0; c < s->width; c++)
            s->direction[c] += share * row[c] / (float)(t.tokens - first);
    }
    labtrace_release(&t);
    return STATUS_OK;
}

static double length_of(const float *x, int64_t n)
{
    double sum = 0.0;

    for (int64_t i = 0; i < n; i++)
        sum += (double)x[i] * (double)x[i];
    return sqrt(sum);
}

static struct status find_direction(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;
    const int layer = (int)r->value[LAYER].number;

    if (layer >= f->layers)
        return status_fail(STATUS_BAD_USAGE, "this model has blocks 0 to %d",
                           f->layers - 1);
    f->layer = layer < 0 ? (f->layers - 1) / 2 : layer;
    memset(s->direction, 0, (size_t)s->width * sizeof *s->direction);
    STATUS_TRY(add_mean(s, r->value[TOWARDS].text, 1.0f));
    STATUS_TRY(add_mean(s, r->value[AWAY].text, -1.0f));
    f->length = length_of(s->direction, s->width);
    return STATUS_OK;
}

/* At every position that is read. */
static void add_direction(void *user, const char *name, struct tensor *t)
{
    const struct state *s = user;
    const float strength = (float)s->found.strength;
    float *x = tensor_at(t, 0);

    (void)name;
    for (int64_t i = 0; i < tensor_rows(t); i++, x += s->width)
        for (int64_t c = 0; c < s->width; c++)
            x[c] += strength * s->direction[c];
}

static struct status rank(struct state *s, const float *logits,
                          struct side *side)
{
    const struct labmodel *m = &s->model;
    const int vocab = (int)decoder_config(m->checkpoint.model)->vocab;
    const int top = s->found.top < vocab ? s->found.top : vocab;
    struct generate_candidate best[MOST_TOP];

    s->found.top = top;
    generate_best(logits, vocab, top, best);
    for (int i = 0; i < top; i++) {
        side->id[i] = best[i].id;
        side->probability[i] = (float)best[i].probability;
        STATUS_TRY(labmodel_label(m, best[i].id, side->token[i], PIECE));
    }
    return STATUS_OK;
}

static double divergence(const float *from, const float *to, int vocab)
{
    const double at_from = -generate_logprob(from, vocab, 0) + (double)from[0],
                 at_to = -generate_logprob(to, vocab, 0) + (double)to[0];
    double sum = 0.0;

    for (int i = 0; i < vocab; i++) {
        const double p = (double)to[i] - at_to, q = (double)from[i] - at_from;

        sum += exp(p) * (p - q);
    }
    return sum > 0.0 ? sum : 0.0;
}

/* The next token and the text, plain and with the direction in it. */
static struct status compare(struct state *s, const struct lab_run *r)
{
    const int vocab = (int)decoder_config(s->model.checkpoint.model)->vocab;
    const int tokens = (int)r->value[TOKENS].number;
    struct found *f = &s->found;
    float *steered = s->logits + vocab;
    struct tensor *logits;
    struct labtrace t;
    char glob[64];

    snprintf(glob, sizeof glob, "blocks.%d.out", f->layer);
    const struct labtrace_change change = {glob, add_direction, s};
    f->strength = r->value[STRENGTH].number;
    f->top = (int)r->value[TOP].number;
    snprintf(f->prompt, sizeof f->prompt, "%s", r->value[PROMPT].text);
    STATUS_TRY(labmodel_read(&s->model, r->value[PROMPT].text));
    STATUS_TRY(labtrace_read(&t, &s->model));
    memcpy(s->logits, t.logits, (size_t)vocab * sizeof *t.logits);
    f->residual =
        length_of(labtrace_row(&t, t.in, f->layer + 1, t.tokens - 1), s->width);
    struct status st =
        labtrace_again(&t, &s->model, f->layer, 1, false, &change, &logits);
    if (!st.code)
        memcpy(steered, tensor_at(logits, 0), (size_t)vocab * sizeof *steered);
    labtrace_release(&t);
    STATUS_TRY(st);
    f->moved = divergence(s->logits, steered, vocab);
    STATUS_TRY(rank(s, s->logits, &f->plain));
    STATUS_TRY(rank(s, steered, &f->steered));
    STATUS_TRY(labwrite_text(&f->plain.text, &s->model, tokens, NULL));
    return labwrite_text(&f->steered.text, &s->model, tokens, &change);
}

static struct status start(struct state *s, const struct lab_run *r)
{
    STATUS_TRY(labmodel_load(&s->model, r->value[MODEL].text, r->hook));
    STATUS_TRY(labmodel_foretells(&s->model));
    const struct decoder_config *c = decoder_config(s->model.checkpoint.model);
    s->width = c->width;
    s->found.layers = (int)c->layers;
    s->direction = malloc((size_t)c->width * sizeof *s->direction);
    s->logits = malloc(2 * (size_t)c->vocab * sizeof *s->logits);
    if (!s->direction || !s->logits)
        return no_memory();
    STATUS_TRY(find_direction(s, r));
    return compare(s, r);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return no_memory();
    const struct status st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    STATUS_TRY(find_direction(r->state, r));
    return compare(r->state, r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static struct bars bars_of(const struct side *s, int top,
                           struct bars_row row[MOST_TOP])
{
    for (int i = 0; i < top; i++)
        row[i] = (struct bars_row){s->token[i], s->probability[i]};
    return (struct bars){.row = row,
                         .count = top,
                         .full = 1.0f,
                         .total = 1.0f,
                         .decimals = 3,
                         .tokens = true};
}

static void draw_side(const struct found *f, const struct side *s,
                      const char *title, struct canvas *cv,
                      struct canvas_rect at)
{
    const int bars = at.rows - 1 < f->top + 1 ? at.rows - 1 : f->top + 1;
    struct bars_row row[MOST_TOP];
    const struct bars b = bars_of(s, f->top, row);

    canvas_text(cv, at.row, at.col, title, INK_TITLE);
    bars_draw(&b, cv, (struct canvas_rect){at.row + 1, at.col, bars, at.cols});
    labwrite_draw(&s->text, "goes on", cv,
                  (struct canvas_rect){at.row + 1 + bars, at.col,
                                       at.rows - 1 - bars, at.cols});
}

/* Beside each other, or below on a narrow screen. */
static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const bool wide = cv->cols >= 60;
    const int half = wide ? (cv->cols - 2) / 2 : cv->cols;
    const int rows = wide ? cv->rows - 1 : (cv->rows - 1) / 2;
    char title[64];

    (void)view;
    canvas_printf(cv, 0, 0, INK_DIM,
                  "\"%s\"; block %d of %d, length %.1f on %.1f", f->prompt,
                  f->layer, f->layers, f->strength * f->length, f->residual);
    snprintf(title, sizeof title, "steered by %g", f->strength);
    draw_side(f, &f->plain, "as it is", cv,
              (struct canvas_rect){1, 0, rows, half});
    draw_side(f, &f->steered, title, cv,
              (struct canvas_rect){wide ? 1 : 1 + rows, wide ? half + 2 : 0,
                                   rows, half});
}

static void side_words(const struct found *f, const struct side *s,
                       const char *name, struct buf *out)
{
    struct bars_row row[MOST_TOP];
    const struct bars b = bars_of(s, f->top, row);
    char text[2048];

    buf_printf(out, "%s: ", name);
    bars_words(&b, WORDS_FULL, text, sizeof text);
    buf_text(out, text);
    buf_printf(out, "%s writes: %s", name, f->prompt);
    labwrite_line(s->text.text, out);
    buf_text(out, "\n");
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "After \"%s\" the likeliest token is \"%s\" (%.3f); with %g "
               "times the direction behind block %d it is \"%s\" (%.3f).\n",
               f->prompt, f->plain.token[0], (double)f->plain.probability[0],
               f->strength, f->layer, f->steered.token[0],
               (double)f->steered.probability[0]);
    buf_printf(out,
               "What is added is %.1f long, the residual of the last token "
               "%.1f; the odds move by %.2f nats.\n",
               fabs(f->strength) * f->length, f->residual, f->moved);
    side_words(f, &f->plain, "As it is", out);
    side_words(f, &f->steered, "Steered", out);
}

static json_t *side_json(const struct found *f, const struct side *s)
{
    json_t *candidates = json_array();

    for (int i = 0; i < f->top; i++) {
        json_array_append_new(candidates,
                              json_pack("{ss si sf}", "token", s->token[i],
                                        "id", (int)s->id[i], "probability",
                                        (double)s->probability[i]));
    }
    return json_pack("{so ss}", "candidates", candidates, "text", s->text.text);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{si sf sf sf sf so so}", "layer", f->layer, "strength",
                     f->strength, "length", f->length, "residual", f->residual,
                     "moved", f->moved, "plain", side_json(f, &f->plain),
                     "steered", side_json(f, &f->steered));
}

static struct lab_answer stronger(const struct found *f, double by)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = STRENGTH};
    const double next = f->strength + by;

    if (next < knobs[STRENGTH].low || next > knobs[STRENGTH].high)
        return (struct lab_answer){.wish = LAB_IGNORED};
    snprintf(a.text, sizeof a.text, "%g", next);
    return a;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    (void)view;
    switch (code) {
    case LAB_KEY_UP:
    case LAB_KEY_RIGHT:
        return stronger(snapshot_, 1.0);
    case LAB_KEY_DOWN:
    case LAB_KEY_LEFT:
        return stronger(snapshot_, -1.0);
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TOWARDS};
    case 'c':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = AWAY};
    case 'w':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = PROMPT};
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}

const struct lab steering_lab = {
    .name = "steer",
    .question = "Can a direction change what the model says?",
    .about = "The mean residual of one text less that of another is a "
             "direction. Added behind one block at every token, it moves the "
             "odds of what comes next, and the text that the model writes.",
    .sources = (const char *const[]){"engine/core/probe.c:probe_take",
                                     "engine/model/decoder.c:run_block", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
