/* layer_probes.c - what one linear layer can read out of each block of a model
 * of characters: the symbol's kind, where a word ends, who is speaking. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/data/town.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labtrace.h"
#include "lessons/labs/probefit.h"
#include "viz/table.h"

enum { MODEL, WINDOWS };
enum { KIND, END, VOICE, ASPECTS };
enum {
    VOICES = 5,
    MOST_LAYERS = 25,
    MOST_WINDOWS = 24,
    SPAN = 96,  /* symbols of a window */
    FIRST = 16, /* the first place of it that is asked */
    STRIDE = 5, /* from one asked place to the next */
    ASKED = (SPAN - FIRST) / STRIDE,
    TEXT_BYTES = 40000,
    PROBE_STEPS = 80
};

static const char *const aspects[ASPECTS] = {"kind", "end", "voice"};
static const int classes[ASPECTS] = {4, 2, VOICES};

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = "a model of characters: house-char, or one of yours",
               .kind = LAB_TEXT,
               .fallback = "house-char"},
    [WINDOWS] = {.name = "windows",
                 .help = "pieces of text of each voice",
                 .kind = LAB_WHOLE,
                 .fallback = "16",
                 .low = 4,
                 .high = MOST_WINDOWS},
    {.name = NULL},
};

struct found {
    int layers, done; /* rows, and how many of them are measured */
    int count, learn;
    float chance[ASPECTS];
    float right[MOST_LAYERS][ASPECTS];
};

struct state {
    struct found found;
    struct labmodel model;
    char *text[VOICES];
    int windows, read; /* of all voices */
    int width;
    float *x; /* [layers][count][width] */
    int32_t *label[ASPECTS];
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        labmodel_release(&s->model);
        for (int i = 0; i < VOICES; i++)
            free(s->text[i]);
        for (int i = 0; i < ASPECTS; i++)
            free(s->label[i]);
        free(s->x);
    }
    free(s);
    r->state = NULL;
}

/* Days that no house model has read of. */
static struct status tell(struct state *s, uint64_t seed)
{
    for (int i = 0; i < VOICES; i++) {
        const struct town_options o = {.seed = 1,
                                       .skip_days =
                                           TOWN_CUTOFF + (int)(seed % 300),
                                       .bytes = TEXT_BYTES,
                                       .voices = 1u << i};
        struct buf b;

        buf_init(&b, 4 * TEXT_BYTES);
        const struct status st = town_write(&b, &o);
        if (st.code) {
            buf_release(&b);
            return st;
        }
        s->text[i] = buf_take(&b);
    }
    return STATUS_OK;
}

static struct status open_parts(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;

    STATUS_TRY(labmodel_load(&s->model, r->value[MODEL].text, r->hook));
    STATUS_TRY(labmodel_foretells(&s->model));
    const struct decoder_config *c = decoder_config(s->model.checkpoint.model);
    if (c->context < SPAN + 2 || c->layers >= MOST_LAYERS)
        return status_fail(STATUS_UNSUPPORTED,
                           "the probes need a context of %d and at most %d "
                           "layers",
                           SPAN + 2, MOST_LAYERS - 1);
    STATUS_TRY(labmodel_read_exactly(&s->model, "the sea"));
    if (s->model.count != 7)
        return status_fail(STATUS_UNSUPPORTED,
                           "this model's tokens are not characters");
    f->layers = (int)c->layers + 1;
    s->width = (int)c->width;
    s->windows = (int)r->value[WINDOWS].number * VOICES;
    f->count = s->windows * ASKED;
    f->learn = f->count * 3 / 4;
    const size_t n = (size_t)f->count;
    s->x = malloc(n * (size_t)f->layers * (size_t)s->width * sizeof *s->x);
    for (int i = 0; i < ASPECTS; i++)
        s->label[i] = malloc(n * sizeof(int32_t));
    if (!s->x || !s->label[KIND] || !s->label[END] || !s->label[VOICE])
        return status_fail(STATUS_NO_MEMORY, "no memory for the probes");
    return tell(s, r->seed);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for the probes");
    const struct status st = open_parts(s, r);
    if (st.code)
        close(r);
    return st;
}

static int kind_of(char c)
{
    if (c && strchr("aeiouy", c))
        return 0;
    return isalpha((unsigned char)c) ? 1 : isspace((unsigned char)c) ? 2 : 3;
}

/* Window i: its voice goes round, so that learning and judging see them all. */
static struct status read_window(struct state *s, int i)
{
    struct found *f = &s->found;
    const int voice = i % VOICES;
    const char *from = s->text[voice] + (i / VOICES) * (TEXT_BYTES / 30);
    struct labtrace t = {0};
    char text[SPAN + 1];

    memcpy(text, from, SPAN);
    text[SPAN] = '\0';
    STATUS_TRY(labmodel_read_exactly(&s->model, text));
    if (s->model.count != SPAN)
        return status_fail(STATUS_UNSUPPORTED,
                           "this model's tokens are not characters");
    STATUS_TRY(labtrace_read(&t, &s->model));
    for (int k = 0; k < ASKED; k++) {
        const int at = FIRST + k * STRIDE, row = i * ASKED + k;

        s->label[KIND][row] = kind_of(from[at]);
        s->label[END][row] = isalpha((unsigned char)from[at]) &&
                             !isalpha((unsigned char)from[at + 1]);
        s->label[VOICE][row] = voice;
        for (int layer = 0; layer < f->layers; layer++)
            memcpy(s->x + ((size_t)layer * (size_t)f->count + (size_t)row) *
                              (size_t)s->width,
                   labtrace_row(&t, t.in, layer, at),
                   (size_t)s->width * sizeof(float));
    }
    labtrace_release(&t);
    return STATUS_OK;
}

/* The share of the commonest answer among those that judge. */
static void count_chance(struct state *s)
{
    struct found *f = &s->found;

    for (int a = 0; a < ASPECTS; a++) {
        int seen[VOICES] = {0}, most = 0;

        for (int i = f->learn; i < f->count; i++)
            seen[s->label[a][i]]++;
        for (int c = 0; c < classes[a]; c++)
            most = seen[c] > most ? seen[c] : most;
        f->chance[a] = (float)most / (float)(f->count - f->learn);
    }
}

static struct status probe_layer(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;
    const float *x = s->x + (size_t)f->done * (size_t)f->count * s->width;

    for (int a = 0; a < ASPECTS; a++) {
        const struct probefit p = {.x = x,
                                   .label = s->label[a],
                                   .count = f->count,
                                   .width = s->width,
                                   .classes = classes[a],
                                   .learn = f->learn,
                                   .steps = PROBE_STEPS};

        STATUS_TRY(probefit_run(&p, r->hook, r->seed, &f->right[f->done][a]));
    }
    f->done++;
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;

    *more = true;
    if (s->read < s->windows) {
        STATUS_TRY(read_window(s, s->read));
        s->read++;
        if (s->read == s->windows)
            count_chance(s);
        return STATUS_OK;
    }
    STATUS_TRY(probe_layer(s, r));
    *more = s->found.done < s->found.layers;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* The layer at which an aspect is read best. */
static int best_of(const struct found *f, int aspect)
{
    int best = 0;

    for (int i = 1; i < f->done; i++)
        best = f->right[i][aspect] > f->right[best][aspect] ? i : best;
    return best;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    enum { COLUMNS = ASPECTS + 1, CELL = 24 };
    static const struct table_column column[COLUMNS] = {
        {"read after", TABLE_LEFT},
        {"symbol's kind", TABLE_RIGHT},
        {"a word ends", TABLE_RIGHT},
        {"voice", TABLE_RIGHT}};
    const struct found *f = snapshot_;
    char text[MOST_LAYERS + 1][COLUMNS][CELL];
    const char *cell[(MOST_LAYERS + 1) * COLUMNS];
    const struct table table = {.column = column,
                                .columns = COLUMNS,
                                .cell = cell,
                                .rows = f->done + 1};

    (void)view;
    for (int i = 0; i <= f->done; i++) {
        const float *right = i ? f->right[i - 1] : f->chance;

        snprintf(text[i][0], CELL, i == 0 ? "always the same" : "embedding");
        if (i > 1)
            snprintf(text[i][0], CELL, "block %d", i - 2);
        for (int a = 0; a < ASPECTS; a++)
            snprintf(text[i][a + 1], CELL, "%.0f %%%s",
                     100.0 * (double)right[a],
                     i && best_of(f, a) == i - 1 ? " *" : "  ");
        for (int c = 0; c < COLUMNS; c++)
            cell[i * COLUMNS + c] = text[i][c];
    }
    canvas_text(cv, 0, 0, "what one linear layer reads, in unseen text",
                INK_TITLE | INK_BOLD);
    table_draw(&table, cv, (struct canvas_rect){1, 0, cv->rows - 2, cv->cols});
    canvas_text(cv, cv->rows - 1, 0, "* where it is read best", INK_DIM);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    static const char *const told[ASPECTS] = {
        "The symbol's kind", "Whether a word ends here", "Who is speaking"};
    const struct found *f = snapshot_;

    (void)view;
    if (!f->done)
        return;
    for (int a = 0; a < ASPECTS; a++) {
        const int best = best_of(f, a);

        buf_printf(out, "%s is read best ", told[a]);
        if (best)
            buf_printf(out, "after block %d", best - 1);
        else
            buf_text(out, "from the embedding");
        buf_printf(out, ": %.3f right; always the same answer gives %.3f.\n",
                   (double)f->right[best][a], (double)f->chance[a]);
    }
    for (int i = 0; i < f->done; i++)
        buf_printf(out, "Row %d: kind %.3f, end %.3f, voice %.3f.\n", i,
                   (double)f->right[i][KIND], (double)f->right[i][END],
                   (double)f->right[i][VOICE]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out =
        json_pack("{si si}", "layers", f->layers, "samples", f->count);

    (void)view;
    for (int a = 0; a < ASPECTS; a++) {
        float column[MOST_LAYERS];

        for (int i = 0; i < f->done; i++)
            column[i] = f->right[i][a];
        json_object_set_new(
            out, aspects[a],
            json_pack("{so si sf}", "right", labnumbers_row(column, f->done),
                      "best", best_of(f, a), "chance", (double)f->chance[a]));
    }
    return out;
}

const struct lab layer_probes_lab = {
    .name = "layer-probes",
    .question = "In which layer does what become readable?",
    .about = "A model of characters reads days that it never saw. Behind each "
             "of its blocks one linear layer learns to name the kind of the "
             "symbol, whether a word ends here, and which of the town's five "
             "voices is speaking; other windows judge it.",
    .sources =
        (const char *const[]){"lessons/labs/probefit.c:probefit_run", NULL},
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
