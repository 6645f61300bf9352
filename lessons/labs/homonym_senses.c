/* homonym_senses.c - a word with two meanings: which one is meant can be read
 * from a vector, or not. One vector a word is the same in every sentence. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/clusters.h"
#include "lessons/data/homonyms.h"
#include "lessons/labs/flatten.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labtrace.h"
#include "lessons/labs/tokenrows.h"
#include "viz/bars.h"
#include "viz/scatter.h"

enum { MODEL, WORD, CLUE, SENTENCES, LAYER };
enum { MOST = 100, LAYERS = 64, WINDOW = 4, SHOWN = 20, EXAM = 1 << 20 };
enum { WORD_ALONE, AROUND, FIRST_LAYER, VIEWS = FIRST_LAYER + LAYERS + 1 };

static const char *const words_[] = {"bank", "light", "bow", NULL};
static const char *const clues[] = {"before", "after", NULL};

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [WORD] = {.name = "word",
              .help = "a word with two meanings",
              .kind = LAB_CHOICE,
              .fallback = "bank",
              .choices = words_},
    [CLUE] = {.name = "clue",
              .help = "where the sentence tells which is meant",
              .kind = LAB_CHOICE,
              .fallback = "before",
              .choices = clues},
    [SENTENCES] = {.name = "sentences",
                   .help = "to learn from, and as many others to test with",
                   .kind = LAB_WHOLE,
                   .fallback = "40",
                   .low = SHOWN,
                   .high = MOST},
    [LAYER] = {.name = "layer",
               .help = "whose vectors the map shows; 0: the deepest",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = LAYERS,
               .live = true},
    {.name = NULL},
};

/* Views of a sentence, each a vector: the word alone, the mean of the words
 * around it, and what stands at its place behind each layer. */
struct state {
    struct labmodel *model;
    int n, layers, views, done; /* done: sentences read, of 2 n */
    int64_t width;
    float *x; /* [views, 2 n, width]: first those to learn from */
    int sense[2 * MOST];
    char text[SHOWN][HOMONYMS_BYTES]; /* the first of those to test with */
};

struct found {
    char word[16], meaning[2][24];
    int n, layers, layer, views;
    bool after, whole;
    float right[VIEWS], purity[VIEWS]; /* of the vectors to test with */
    float at[2 * SHOWN], kept;
    int sense[SHOWN];
    char text[SHOWN][HOMONYMS_BYTES];
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s && s->model) {
        labmodel_release(s->model);
        free(s->model);
    }
    if (s)
        free(s->x);
    free(s);
    r->state = NULL;
}

static float *vector(const struct state *s, int view, int i)
{
    return s->x + ((int64_t)view * 2 * s->n + i) * s->width;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct labmodel *m = calloc(1, sizeof *m);

    r->state = s;
    if (!s || !m) {
        free(m);
        close(r);
        return status_fail(STATUS_NO_MEMORY, "no memory for sentences");
    }
    s->model = m;
    s->n = (int)r->value[SENTENCES].number;
    struct status st = labmodel_load(m, r->value[MODEL].text, r->hook);
    if (!st.code) {
        const struct decoder_config *c = decoder_config(m->checkpoint.model);

        s->width = c->width;
        s->layers = (int)c->layers;
        s->views = FIRST_LAYER + s->layers;
        s->x =
            s->layers <= LAYERS
                ? calloc((size_t)s->views * 2 * (size_t)s->n * (size_t)s->width,
                         sizeof *s->x)
                : NULL;
        if (s->layers > LAYERS)
            st = status_fail(STATUS_BAD_USAGE,
                             "a model of %d layers; %d is "
                             "the most",
                             s->layers, LAYERS);
        else if (!s->x)
            st = status_fail(STATUS_NO_MEMORY, "no memory for vectors");
    }
    if (st.code)
        close(r);
    return st;
}

/* The place of the homonym's last token in the text that `m` has read whole;
 * the text up to the word's end has as many tokens. */
static struct status place(struct labmodel *m,
                           const struct homonyms_sentence *h, const char *word,
                           size_t *at)
{
    char head[HOMONYMS_BYTES];
    const int bytes = (int)(h->start + strlen(word));

    snprintf(head, sizeof head, "%.*s", bytes, h->text);
    STATUS_TRY(labmodel_read(m, head));
    *at = m->count;
    STATUS_TRY(labmodel_read(m, h->text));
    const int32_t *after;
    if (decoder_config(m->checkpoint.model)->headless)
        *at -= (size_t)tokenizer_after(m->checkpoint.tokenizer, &after);
    *at = *at > m->count ? m->count - 1 : *at - 1;
    return STATUS_OK;
}

/* The word's own row, and the mean direction of up to WINDOW tokens on each
 * side of it. */
static void look_up(const struct state *s, const struct tokenrows *rows,
                    size_t at, int i)
{
    const struct labmodel *m = s->model;
    float *alone = vector(s, WORD_ALONE, i), *around = vector(s, AROUND, i);
    float row[4096];
    const size_t from = at > WINDOW ? at - WINDOW : 0;

    tokenrows_direction(rows, m->ids[at], alone);
    for (size_t t = from; t < m->count && t <= at + WINDOW; t++) {
        if (t == at)
            continue;
        tokenrows_direction(rows, m->ids[t], row);
        for (int64_t c = 0; c < s->width; c++)
            around[c] += row[c];
    }
}

static struct status read_one(struct state *s, const struct lab_run *r, int i)
{
    const int w = (int)r->value[WORD].number;
    const bool test = i >= s->n;
    struct homonyms_sentence h;
    struct labtrace trace;
    struct tokenrows rows;
    size_t at;

    homonyms_draw(&h, w, (enum homonyms_clue)r->value[CLUE].number,
                  r->seed + (test ? EXAM : 0), (uint64_t)(test ? i - s->n : i));
    s->sense[i] = h.sense;
    if (test && i - s->n < SHOWN)
        memcpy(s->text[i - s->n], h.text, sizeof h.text);
    STATUS_TRY(place(s->model, &h, homonyms_word(w), &at));
    STATUS_TRY(tokenrows_open(&rows, s->model, false, false));
    if (s->width <= 4096)
        look_up(s, &rows, at, i);
    tokenrows_release(&rows);
    STATUS_TRY(labtrace_read(&trace, s->model));
    for (int l = 1; l <= s->layers; l++)
        memcpy(vector(s, FIRST_LAYER + l - 1, i),
               labtrace_row(&trace, trace.in, l, (int)at),
               (size_t)s->width * sizeof *s->x);
    labtrace_release(&trace);
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;

    for (int i = 0; i < 4 && s->done < 2 * s->n; i++) {
        STATUS_TRY(read_one(s, r, s->done));
        s->done++;
    }
    *more = s->done < 2 * s->n;
    return STATUS_OK;
}

/* Learned: the middle of each sense. A test vector is of the sense whose
 * middle is nearer; of the first one where both are as near. */
static float classify(const struct state *s, int view, double *middle)
{
    int right = 0;

    memset(middle, 0, 2 * (size_t)s->width * sizeof *middle);
    for (int i = 0; i < s->n; i++)
        for (int64_t c = 0; c < s->width; c++)
            middle[s->sense[i] * s->width + c] +=
                (double)vector(s, view, i)[c] / ((s->n + 1 - s->sense[i]) / 2);
    for (int i = s->n; i < 2 * s->n; i++) {
        double far[2] = {0.0, 0.0};

        for (int k = 0; k < 2; k++)
            for (int64_t c = 0; c < s->width; c++)
                far[k] += pow((double)vector(s, view, i)[c] -
                                  middle[k * s->width + c],
                              2.0);
        /* What rounding alone parts is not parted. */
        right += (far[1] < far[0] * (1.0 - 1e-9)) == s->sense[i];
    }
    return (float)right / (float)s->n;
}

static struct status judge(struct found *f, const struct state *s,
                           uint64_t seed)
{
    double *middle = calloc(2 * (size_t)s->width, sizeof *middle);
    int group[MOST];
    struct status st = STATUS_OK;

    if (!middle)
        return status_fail(STATUS_NO_MEMORY, "no memory for middles");
    for (int v = 0; v < s->views && !st.code; v++) {
        f->right[v] = classify(s, v, middle);
        st = clusters_find(vector(s, v, s->n), s->n, s->width, 2, seed, group);
        if (!st.code)
            f->purity[v] =
                (float)clusters_purity(group, 2, s->sense + s->n, 2, s->n);
    }
    free(middle);
    return st;
}

static struct status fill(struct found *f, const struct lab_run *r)
{
    const struct state *s = r->state;
    const int w = (int)r->value[WORD].number;
    double kept;

    f->n = s->n;
    f->layers = s->layers;
    f->views = s->views;
    f->after = r->value[CLUE].number > 0.5;
    f->whole = s->done == 2 * s->n;
    f->layer = (int)r->value[LAYER].number;
    if (f->layer == 0 || f->layer > s->layers)
        f->layer = s->layers;
    snprintf(f->word, sizeof f->word, "%s", homonyms_word(w));
    for (int k = 0; k < 2; k++)
        snprintf(f->meaning[k], sizeof f->meaning[k], "%s",
                 homonyms_meaning(w, k));
    memcpy(f->text, s->text, sizeof f->text);
    memcpy(f->sense, s->sense + s->n, sizeof f->sense);
    if (!f->whole)
        return STATUS_OK;
    STATUS_TRY(judge(f, s, r->seed));
    STATUS_TRY(flatten_points(vector(s, FIRST_LAYER + f->layer - 1, s->n),
                              SHOWN, s->width, f->at, &kept));
    f->kept = (float)kept;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct found *f = calloc(1, sizeof *f);

    *out = NULL;
    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for the senses");
    const struct status st = fill(f, r);
    if (st.code)
        free(f);
    else
        *out = f;
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)r;
    (void)knob;
    return STATUS_OK;
}

static void view_name(const struct found *f, int v, char *out, size_t size)
{
    if (v == WORD_ALONE)
        snprintf(out, size, "%s, its one vector", f->word);
    else if (v == AROUND)
        snprintf(out, size, "mean of %d words around", 2 * WINDOW);
    else
        snprintf(out, size, "behind layer %d", v - FIRST_LAYER + 1);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    char label[VIEWS][40];
    struct bars_row row[VIEWS];
    const char *groups[] = {f->meaning[0], f->meaning[1]};
    const struct bars bars = {
        .row = row, .count = f->views, .full = 1.0f, .decimals = 2};
    const struct scatter scatter = {.at = f->at,
                                    .count = SHOWN,
                                    .dims = 2,
                                    .group = f->sense,
                                    .group_name = groups,
                                    .groups = 2};

    (void)view;
    if (!f->whole) {
        canvas_text(cv, 0, 0, "reading sentences", INK_DIM);
        return;
    }
    for (int v = 0; v < f->views; v++) {
        view_name(f, v, label[v], sizeof label[v]);
        row[v] = (struct bars_row){label[v], f->right[v]};
    }
    canvas_printf(cv, 0, 0, INK_TITLE,
                  "%s: %s or %s? right in %d new sentences, chance 0.50",
                  f->word, f->meaning[0], f->meaning[1], f->n);
    const int most = cv->rows >= 14 ? cv->rows / 2 : cv->rows - 1;
    const int rows = f->views < most ? f->views : most;
    bars_draw(&bars, cv, (struct canvas_rect){1, 0, rows, cv->cols});
    if (cv->rows < 14)
        return;
    canvas_printf(cv, rows + 1, 0, INK_DIM,
                  "%d sentences behind layer %d; groups of k-means have a "
                  "purity of %.2f",
                  SHOWN, f->layer,
                  (double)f->purity[FIRST_LAYER + f->layer - 1]);
    scatter_draw(
        &scatter, cv,
        (struct canvas_rect){rows + 2, 0, cv->rows - rows - 2, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    char name[40];

    (void)view;
    buf_printf(out, "%s means %s or %s; the clue stands %s it.\n", f->word,
               f->meaning[0], f->meaning[1], f->after ? "behind" : "before");
    for (int v = 0; f->whole && v < f->views; v++) {
        view_name(f, v, name, sizeof name);
        buf_printf(out, "%s: %.2f right of %d, purity of two groups %.2f.\n",
                   name, (double)f->right[v], f->n, (double)f->purity[v]);
    }
    for (int i = 0; i < 4; i++)
        buf_printf(out, "%s: %s\n", f->meaning[f->sense[i]], f->text[i]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *text = json_array();

    (void)view;
    for (int i = 0; i < SHOWN; i++)
        json_array_append_new(text, json_pack("{ss si}", "text", f->text[i],
                                              "sense", f->sense[i]));
    return json_pack(
        "{ss s[ss] sf sf so so sf si so sf}", "word", f->word, "senses",
        f->meaning[0], f->meaning[1], "static", (double)f->right[WORD_ALONE],
        "around", (double)f->right[AROUND], "layers",
        labnumbers_row(f->right + FIRST_LAYER, f->layers), "purity",
        labnumbers_row(f->purity + FIRST_LAYER, f->layers), "static_purity",
        (double)f->purity[WORD_ALONE], "layer", f->layer, "sentences", text,
        "spread_kept", (double)f->kept);
}

const struct lab homonym_senses_lab = {
    .name = "homonym-senses",
    .question = "Which meaning does a vector know?",
    .about = "A word with two meanings in sentences that tell which is meant. "
             "From the word's one vector, from the words around it, and from "
             "a model's vectors at its place, the meaning is to be told.",
    .sources = (const char *const[]){"lessons/labs/homonym_senses.c:classify",
                                     "engine/model/clusters.c", NULL},
    .knobs = knobs,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
};
