/* embedding_neighbours.c - which rows of the embedding point the same way. The
 * cosine of two rows is the product of their directions; on the plane stand
 * the word and its neighbours by the two directions in which they differ most,
 * so that most of what parts them is not to be seen there. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/generate.h"
#include "lessons/labs/flatten.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/tokenrows.h"
#include "viz/bars.h"
#include "viz/scatter.h"
#include "viz/strip.h"

enum { MODEL, WORD, COUNT, COMPARE, TABLE, CENTRE };

enum { MOST = 40, WORDS = 12, POINTS = 1 + MOST + WORDS, TEXT_BYTES = 64 };

static const char *const tables[] = {"embedding", "head", NULL};

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [WORD] = {.name = "word",
              .help = "whose neighbours to find",
              .kind = LAB_TEXT,
              .fallback = "box",
              .live = true},
    [COUNT] = {.name = "count",
               .help = "how many neighbours",
               .kind = LAB_WHOLE,
               .fallback = "12",
               .low = 1,
               .high = MOST,
               .live = true},
    [COMPARE] = {.name = "compare",
                 .help = "other words to measure and to place; commas between",
                 .kind = LAB_TEXT,
                 .fallback = "mother,wet",
                 .live = true},
    [TABLE] = {.name = "table",
               .help = "rows that tokens are read by, or are written by",
               .kind = LAB_CHOICE,
               .fallback = "embedding",
               .choices = tables,
               .live = true},
    [CENTRE] = {.name = "centre",
                .help = "take out what all rows have in common",
                .kind = LAB_SWITCH,
                .fallback = "off",
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a point"},
    {"t", "type another word"},
    {NULL, NULL},
};

/* Point 0 is the word, then its neighbours, nearest first, then the words to
 * compare. */
struct near {
    char name[POINTS][TEXT_BYTES];
    float cosine[POINTS]; /* with the word */
    float at[2 * POINTS];
    int32_t id[POINTS]; /* -1: no single token */
    int tokens;         /* that the word consists of */
    int neighbours, words, vocab;
    double share;           /* of the spread, on the plane */
    double mean, deviation; /* of all cosines with the word */
};

static int points_of(const struct near *n)
{
    return 1 + n->neighbours + n->words;
}

static void forget(void *snapshot)
{
    free(snapshot);
}

static struct status no_memory(void)
{
    return status_fail(STATUS_NO_MEMORY, "no memory for the neighbours");
}

/* What is worked with. */
struct work {
    const struct labmodel *model;
    struct tokenrows rows;
    float *direction; /* [POINTS, width] */
    float *cosine;    /* [vocab] */
    int32_t *own;     /* [owns]: the tokens of the word itself */
    size_t owns;
};

static float *point(const struct work *w, int i)
{
    return w->direction + (int64_t)i * w->rows.width;
}

/* A word that was typed, as point `i`. */
static struct status add_word(struct near *n, struct work *w, const char *word,
                              int i)
{
    int32_t *ids;
    size_t count;

    STATUS_TRY(labmodel_spell(w->model, word, &ids, &count));
    const struct status st = tokenrows_word(&w->rows, ids, count, point(w, i));
    n->id[i] = count == 1 ? ids[0] : -1;
    snprintf(n->name[i], TEXT_BYTES, "%s", word);
    if (i == 0) {
        n->tokens = (int)count;
        w->own = ids;
        w->owns = count;
    } else {
        free(ids);
    }
    return st;
}

static void measure_all(struct near *n, const struct work *w)
{
    double sum = 0.0, square = 0.0;

    for (int i = 0; i < w->rows.count; i++) {
        sum += (double)w->cosine[i];
        square += (double)w->cosine[i] * (double)w->cosine[i];
    }
    n->mean = sum / w->rows.count;
    n->deviation = sqrt(fmax(square / w->rows.count - n->mean * n->mean, 0.0));
}

/* A word is made of its own tokens; near are others. */
static bool is_own(const struct work *w, int32_t id)
{
    for (size_t i = 0; i < w->owns; i++)
        if (w->own[i] == id)
            return true;
    return false;
}

static struct status add_neighbours(struct near *n, struct work *w, int wanted)
{
    struct generate_candidate best[MOST];
    const int most = wanted < n->vocab ? wanted : n->vocab;

    for (int32_t i = 0; i < n->vocab; i++)
        if (is_own(w, i))
            w->cosine[i] = -2.0f; /* behind all others */
    generate_best(w->cosine, n->vocab, most, best);
    for (int k = 0; k < most && !is_own(w, best[k].id); k++) {
        const int i = 1 + n->neighbours++;

        STATUS_TRY(
            labmodel_label(w->model, best[k].id, n->name[i], TEXT_BYTES));
        n->id[i] = best[k].id;
        n->cosine[i] = w->cosine[best[k].id];
        tokenrows_direction(&w->rows, best[k].id, point(w, i));
    }
    return STATUS_OK;
}

static struct status add_compared(struct near *n, struct work *w,
                                  const char *list)
{
    char word[TEXT_BYTES];

    for (const char *at = list; *at;) {
        const size_t bytes = strcspn(at, ",");

        if (bytes >= sizeof word || (bytes && n->words == WORDS)) {
            return status_fail(STATUS_BAD_USAGE,
                               "compare takes at most %d words of at most %d "
                               "bytes",
                               WORDS, TEXT_BYTES - 1);
        }
        if (bytes) {
            const int i = points_of(n);
            double dot = 0.0;

            snprintf(word, sizeof word, "%.*s", (int)bytes, at);
            STATUS_TRY(add_word(n, w, word, i));
            for (int64_t k = 0; k < w->rows.width; k++)
                dot += (double)point(w, i)[k] * (double)point(w, 0)[k];
            n->cosine[i] = (float)dot;
            n->words++;
        }
        at += bytes + (at[bytes] == ',');
    }
    return STATUS_OK;
}

static struct status fill(struct near *n, struct work *w,
                          const struct lab_run *r)
{
    n->vocab = w->rows.count;
    w->direction =
        calloc((size_t)POINTS * (size_t)w->rows.width, sizeof *w->direction);
    w->cosine = calloc((size_t)w->rows.count, sizeof *w->cosine);
    if (!w->direction || !w->cosine)
        return no_memory();
    STATUS_TRY(add_word(n, w, r->value[WORD].text, 0));
    STATUS_TRY(tokenrows_cosines(&w->rows, point(w, 0), w->cosine));
    n->cosine[0] = 1.0f;
    measure_all(n, w);
    STATUS_TRY(add_neighbours(n, w, (int)r->value[COUNT].number));
    STATUS_TRY(add_compared(n, w, r->value[COMPARE].text));
    return flatten_points(w->direction, points_of(n), w->rows.width, n->at,
                          &n->share);
}

static struct status find(struct near *n, const struct lab_run *r)
{
    struct work w = {.model = r->state};
    struct status st =
        tokenrows_open(&w.rows, w.model, r->value[TABLE].number > 0.5,
                       r->value[CENTRE].number > 0.5);

    if (!st.code)
        st = fill(n, &w, r);
    free(w.direction);
    free(w.cosine);
    free(w.own);
    tokenrows_release(&w.rows);
    return st;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct near *n = calloc(1, sizeof *n);

    *out = NULL;
    if (!n)
        return no_memory();
    const struct status st = find(n, r);
    if (st.code)
        forget(n);
    else
        *out = n;
    return st;
}

/* A run is opened, and a knob turned, only where a picture can be had. */
static struct status try_it(struct lab_run *r)
{
    void *picture;
    const struct status st = snapshot(r, &picture);

    forget(picture);
    return st;
}

static struct status open(struct lab_run *r)
{
    struct labmodel *m = calloc(1, sizeof *m);

    if (!m)
        return no_memory();
    r->state = m;
    struct status st = labmodel_load(m, r->value[MODEL].text, r->hook);
    if (!st.code)
        st = try_it(r);
    if (st.code)
        labmodel_close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return try_it(r);
}

/* The chosen point: the word itself where none is. */
static int chosen(const struct near *n, const struct lab_view *view)
{
    return view && labcells_has(view, points_of(n), 1) ? view->row : 0;
}

static struct scatter scatter_of(const struct near *n,
                                 const char *names[POINTS], int group[POINTS],
                                 const struct lab_view *view)
{
    static const char *const groups[] = {"the word", "neighbours", "compared"};

    for (int i = 0; i < points_of(n); i++) {
        names[i] = n->name[i];
        group[i] = i == 0 ? 0 : i <= n->neighbours ? 1 : 2;
    }
    return (struct scatter){.at = n->at,
                            .count = points_of(n),
                            .dims = 2,
                            .name = names,
                            .group = group,
                            .group_name = groups,
                            .groups = n->words ? 3 : 2,
                            .cursor =
                                view && labcells_has(view, points_of(n), 1),
                            .chosen = chosen(n, view)};
}

static struct bars bars_of(const struct near *n, struct bars_row row[POINTS],
                           const struct lab_view *view)
{
    for (int i = 1; i < points_of(n); i++)
        row[i - 1] = (struct bars_row){n->name[i], n->cosine[i]};
    return (struct bars){.row = row,
                         .count = points_of(n) - 1,
                         .full = 1.0f,
                         .decimals = 3,
                         .tokens = true,
                         .cursor = chosen(n, view) > 0,
                         .at_row = chosen(n, view) - 1};
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct near *n = snapshot_;
    const char *names[POINTS];
    int group[POINTS];
    struct bars_row row[POINTS];
    const struct scatter scatter = scatter_of(n, names, group, view);
    const struct bars bars = bars_of(n, row, view);
    struct canvas_rect list = canvas_whole(cv), plane = list;

    canvas_printf(cv, 0, 0, INK_TITLE, "nearest to \"%s\" among %d tokens",
                  n->name[0], n->vocab);
    list.row = plane.row = 1;
    list.rows = plane.rows = cv->rows - 2;
    if (cv->cols >= 76) {
        list.cols = cv->cols / 2 - 2;
        plane.col = list.cols + 2;
        plane.cols = cv->cols - plane.col;
    } else if (cv->rows >= 24) {
        list.rows = cv->rows / 2 - 2;
        plane.row = list.row + list.rows;
        plane.rows = cv->rows - 1 - plane.row;
    } else {
        plane.rows = 0;
    }
    bars_draw(&bars, cv, list);
    if (plane.rows > 0)
        scatter_draw(&scatter, cv, plane);
    canvas_printf(cv, cv->rows - 1, 0, INK_DIM,
                  "all rows: cosine %.3f +- %.3f; the plane keeps %.0f%% of "
                  "the spread",
                  n->mean, n->deviation, 100.0 * n->share);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct near *n = snapshot_;

    (void)view;
    buf_printf(out, "Nearest to \"%s\" ", n->name[0]);
    if (n->tokens > 1)
        buf_printf(out, "(the mean of its %d tokens) ", n->tokens);
    buf_printf(out,
               "is \"%s\" with a cosine of %.3f. All %d rows have %.3f on "
               "average, with a deviation of %.3f.\n",
               n->name[1], (double)n->cosine[1], n->vocab, n->mean,
               n->deviation);
    for (int i = 1; i <= n->neighbours; i++)
        buf_printf(out, "\"%s\" %.3f%s", n->name[i], (double)n->cosine[i],
                   i < n->neighbours ? ", " : ".\n");
    for (int i = n->neighbours + 1; i < points_of(n); i++)
        buf_printf(out, "Compared: \"%s\" %.3f.\n", n->name[i],
                   (double)n->cosine[i]);
    buf_printf(out, "The plane keeps %.0f%% of what parts them.\n",
               100.0 * n->share);
}

static json_t *list(const struct near *n, int from, int to)
{
    json_t *out = json_array();

    for (int i = from; i < to; i++) {
        json_array_append_new(
            out, json_pack("{ss si sf s[ff]}", "token", n->name[i], "id",
                           (int)n->id[i], "cosine", (double)n->cosine[i], "at",
                           (double)n->at[2 * i], (double)n->at[2 * i + 1]));
    }
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct near *n = snapshot_;
    const int split = 1 + n->neighbours;

    return json_pack("{so si si sf sf sf so so si}", "word", list(n, 0, 1),
                     "tokens", n->tokens, "vocab", n->vocab, "mean", n->mean,
                     "deviation", n->deviation, "spread_kept", n->share,
                     "neighbours", list(n, 1, split), "compared",
                     list(n, split, points_of(n)), "chosen", chosen(n, view));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct near *n = snapshot_;

    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = WORD};
    return labcells_key(view, points_of(n), 1, (const int[]){1, 0}, code);
}

const struct lab embedding_neighbours_lab = {
    .name = "embedding-neighbours",
    .question = "Which tokens does the model find alike?",
    .about =
        "Every token has a row of numbers in the embedding, and one in the "
        "head. The rows that point most nearly the same way as your "
        "word's are its neighbours.",
    .sources =
        (const char *const[]){"engine/ops/embedding.c:embedding_op",
                              "lessons/labs/tokenrows.c:tokenrows_cosines",
                              "lessons/labs/flatten.c:flatten_points", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = forget,
    .close = labmodel_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
