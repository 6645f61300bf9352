/* memory_cell.c - an LSTM stores a country, carries it over a gap and uses it:
 * which of its cells does that, and what do the gates do meanwhile? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/cellnet.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "viz/heatmap.h"
#include "viz/table.h"

enum { GAP, STEPS };
enum { FORCES = 3 };

#define EXAM_STREAM ((uint64_t)1 << 40)
#define GRAPH_BYTES ((size_t)1 << 29)

static const struct lab_knob knobs[] = {
    [GAP] = {.name = "gap",
             .help = "words between the country and \"speaks fluent\"",
             .kind = LAB_WHOLE,
             .fallback = "12",
             .low = 1,
             .high = CELLNET_MOST_GAP},
    [STEPS] = {.name = "steps",
               .help = "training steps",
               .kind = LAB_WHOLE,
               .fallback = "200",
               .low = 1,
               .high = 2000},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"f", "forget gates: learned, held at 0, held at 1"},
    {"c", "the next cell"},
    {"g", "one cell, or all of them"},
    {NULL, NULL},
};

/* One sentence as it ran, with the gates as they are or held. */
struct replay {
    float right; /* share of the batch */
    float gate[CELLNET_MOST][4][CELLNET_WIDTH];
    float cell[CELLNET_MOST][CELLNET_WIDTH];
};

struct found {
    int gap, words, steps, planned, best; /* best: the cell that tells most */
    float loss;
    bool measured;
    int32_t id[CELLNET_MOST], answer;
    float spread[CELLNET_WIDTH]; /* of its value, between countries over all */
    struct replay replay[FORCES];
};

struct state {
    struct found found;
    struct cellnet net;
    struct graph *graph;
    struct cellnet_seen seen;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        graph_free(s->graph);
        params_free(s->net.params);
    }
    free(s);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct status st = STATUS_OK;

    r->state = s;
    if (s)
        s->graph = graph_new(labrun_device(r), GRAPH_BYTES);
    if (!s || !s->graph)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a network");
    if (!st.code)
        st = cellnet_make(&s->net, labrun_device(r), r->seed);
    if (st.code) {
        close(r);
        return st;
    }
    graph_set_hook(s->graph, r->hook);
    s->found.gap = (int)r->value[GAP].number;
    s->found.planned = (int)r->value[STEPS].number;
    return STATUS_OK;
}

/* How much of a cell's spread in front of "speaks" is between countries:
 * 1 where the country decides its value, 0 where it does not matter. */
static float spread_of(const struct cellnet_seen *seen,
                       const struct cellnet_texts *t, int at, int unit)
{
    double sum[CELLNET_COUNTRIES] = {0}, all = 0.0, squares = 0.0, between = 0;
    int count[CELLNET_COUNTRIES] = {0};

    for (int b = 0; b < CELLNET_BATCH; b++) {
        const double x = (double)seen->cell[b][at][unit];

        sum[t->answer[b]] += x;
        count[t->answer[b]]++;
        all += x;
        squares += x * x;
    }
    for (int i = 0; i < CELLNET_COUNTRIES; i++)
        if (count[i])
            between += sum[i] * sum[i] / count[i];
    all = all * all / CELLNET_BATCH;
    return squares - all > 1e-12 ? (float)((between - all) / (squares - all))
                                 : 0.0f;
}

static struct status measure(struct state *s, uint64_t seed)
{
    struct found *f = &s->found;
    struct cellnet_texts t;

    cellnet_draw(&t, f->gap, seed, EXAM_STREAM);
    f->words = t.words;
    f->answer = t.answer[0];
    memcpy(f->id, t.id, (size_t)t.words * sizeof *f->id);
    for (int i = 0; i < FORCES; i++) {
        STATUS_TRY(cellnet_look(&s->net, s->graph, &t, (enum cellnet_force)i,
                                &s->seen));
        f->replay[i].right = (float)s->seen.right / CELLNET_BATCH;
        memcpy(f->replay[i].gate, s->seen.gate[0], sizeof f->replay[i].gate);
        memcpy(f->replay[i].cell, s->seen.cell[0], sizeof f->replay[i].cell);
        for (int u = 0; u < CELLNET_WIDTH && i == CELLNET_LEARNED; u++) {
            f->spread[u] = spread_of(&s->seen, &t, f->words - 3, u);
            if (f->spread[u] > f->spread[f->best])
                f->best = u;
        }
    }
    f->measured = true;
    return STATUS_OK;
}

/* Training sees gaps of every length up to the one asked about. */
static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;
    struct cellnet_texts t;

    if (f->steps < f->planned) {
        const int gap = 1 + f->steps % f->gap;

        cellnet_draw(&t, gap, r->seed, (uint64_t)f->steps);
        STATUS_TRY(
            cellnet_train(&s->net, s->graph, &t, f->steps + 1, &f->loss));
        f->steps++;
    }
    if (f->steps == f->planned)
        STATUS_TRY(measure(s, r->seed));
    *more = f->steps < f->planned;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* The view: page / 2 is the force, page % 2 says whether all cells are shown;
 * zoom counts cells on from the best one. */
static int force_of(const struct lab_view *view)
{
    return view->page / 2 % FORCES;
}

static int unit_of(const struct found *f, const struct lab_view *view)
{
    return (f->best + view->zoom) % CELLNET_WIDTH;
}

static const char *const force_name[FORCES] = {"forget gates as learned",
                                               "forget gates held at 0",
                                               "forget gates held at 1"};

/* A row a word, a column a cell. */
static void draw_all(const struct found *f, const struct lab_view *view,
                     struct canvas *cv)
{
    const struct replay *p = &f->replay[force_of(view)];
    const char *label[CELLNET_MOST];
    const struct heatmap map = {.value = &p->cell[0][0],
                                .rows = f->words,
                                .cols = CELLNET_WIDTH,
                                .row_label = label,
                                .title = "memory cells behind each word",
                                .is_signed = true};

    for (int t = 0; t < f->words; t++)
        label[t] = cellnet_word(f->id[t]);
    heatmap_draw(&map, cv, (struct canvas_rect){1, 0, cv->rows - 1, cv->cols});
}

static void bar(char *out, float value)
{
    const int n = (int)(value * 5.0f + 0.5f);

    for (int i = 0; i < 5; i++)
        out[i] = i < n ? '#' : '.';
    snprintf(out + 5, 8, " %.2f", (double)value);
}

enum { COLUMNS = 5, CELL = 16 };

static void draw_one(const struct found *f, const struct lab_view *view,
                     struct canvas *cv)
{
    static const struct table_column column[COLUMNS] = {{"word", TABLE_LEFT},
                                                        {"input", TABLE_LEFT},
                                                        {"forget", TABLE_LEFT},
                                                        {"output", TABLE_LEFT},
                                                        {"cell", TABLE_RIGHT}};
    static const int shown[] = {CELLNET_INPUT, CELLNET_FORGET, CELLNET_OUTPUT};
    const struct replay *p = &f->replay[force_of(view)];
    const int u = unit_of(f, view);
    char text[CELLNET_MOST][COLUMNS][CELL];
    const char *cell[CELLNET_MOST * COLUMNS];
    const struct table table = {.column = column,
                                .columns = COLUMNS,
                                .cell = cell,
                                .rows = f->words,
                                .cursor = true,
                                .at_row = CELLNET_HEAD - 1};

    for (int t = 0; t < f->words; t++) {
        snprintf(text[t][0], CELL, "%s", cellnet_word(f->id[t]));
        for (int i = 0; i < 3; i++)
            bar(text[t][1 + i], p->gate[t][shown[i]][u]);
        snprintf(text[t][4], CELL, "%.2f", (double)p->cell[t][u]);
        for (int c = 0; c < COLUMNS; c++)
            cell[t * COLUMNS + c] = text[t][c];
    }
    table_draw(&table, cv, (struct canvas_rect){1, 0, cv->rows - 1, cv->cols});
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;

    if (!f->measured) {
        canvas_printf(cv, 0, 0, INK_TEXT, "step %d of %d, loss %.3f", f->steps,
                      f->planned, (double)f->loss);
        return;
    }
    canvas_printf(cv, 0, 0, INK_TITLE, "%s: %.0f %% right; cell %d",
                  force_name[force_of(view)],
                  100.0 * (double)f->replay[force_of(view)].right,
                  unit_of(f, view));
    if (view->page % 2)
        draw_all(f, view, cv);
    else
        draw_one(f, view, cv);
}

/* Means over the gap, of one gate of one cell. */
static double carried(const struct found *f, int gate, int unit)
{
    double sum = 0.0;

    for (int t = CELLNET_HEAD; t < f->words - 2; t++)
        sum += (double)f->replay[0].gate[t][gate][unit];
    return sum / f->gap;
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int u = unit_of(f, view), at = CELLNET_HEAD - 1, last = f->words - 1;

    if (!f->measured) {
        buf_printf(out, "After %d of %d steps the loss is %.3f.\n", f->steps,
                   f->planned, (double)f->loss);
        return;
    }
    buf_printf(out,
               "Over %d words the language is right in %.0f %% of sentences; "
               "with forget gates held at 0 in %.0f %%, at 1 in %.0f %%.\n",
               f->gap, 100.0 * (double)f->replay[0].right,
               100.0 * (double)f->replay[1].right,
               100.0 * (double)f->replay[2].right);
    buf_printf(out,
               "Cell %d knows the country best: %.0f %% of its spread is "
               "between countries. In \"%s ... %s\" (%s):\n",
               f->best, 100.0 * (double)f->spread[f->best],
               cellnet_word(f->id[0]), cellnet_word(f->id[at]),
               cellnet_language(f->answer));
    buf_printf(out,
               "store: at \"%s\" cell %d has input gate %.2f and becomes "
               "%.2f. carry: its forget gate is %.2f on average, and it is "
               "%.2f at the end. use: its output gate at the last word is "
               "%.2f.\n",
               cellnet_word(f->id[at]), u,
               (double)f->replay[0].gate[at][CELLNET_INPUT][u],
               (double)f->replay[0].cell[at][u], carried(f, CELLNET_FORGET, u),
               (double)f->replay[0].cell[last][u],
               (double)f->replay[0].gate[last][CELLNET_OUTPUT][u]);
}

static json_t *gates_of(const struct found *f, int gate)
{
    float row[CELLNET_MOST];

    for (int t = 0; t < f->words; t++)
        row[t] = f->replay[0].gate[t][gate][f->best];
    return labnumbers_row(row, f->words);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *out = json_pack("{si si}", "steps", f->steps, "gap", f->gap);

    (void)view;
    if (!f->measured)
        return out;
    json_object_set_new(out, "accuracy",
                        json_pack("{sf sf sf}", "learned",
                                  (double)f->replay[0].right, "shut",
                                  (double)f->replay[1].right, "open",
                                  (double)f->replay[2].right));
    json_object_set_new(out, "cell", json_integer(f->best));
    json_object_set_new(out, "tells", json_real((double)f->spread[f->best]));
    json_object_set_new(out, "carry",
                        json_real(carried(f, CELLNET_FORGET, f->best)));
    json_object_set_new(
        out, "store",
        json_real((double)f->replay[0]
                      .gate[CELLNET_HEAD - 1][CELLNET_INPUT][f->best]));
    json_object_set_new(out, "let_in",
                        json_real(carried(f, CELLNET_INPUT, f->best)));
    json_object_set_new(out, "input", gates_of(f, CELLNET_INPUT));
    json_object_set_new(out, "forget", gates_of(f, CELLNET_FORGET));
    json_object_set_new(out, "output", gates_of(f, CELLNET_OUTPUT));
    json_object_set_new(
        out, "cells",
        labnumbers_table(&f->replay[0].cell[0][0], f->words, CELLNET_WIDTH));
    return out;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int key)
{
    (void)snapshot_;
    if (key == 'f')
        view->page = (view->page + 2) % (2 * FORCES);
    else if (key == 'g')
        view->page ^= 1;
    else if (key == 'c')
        view->zoom = (view->zoom + 1) % CELLNET_WIDTH;
    else
        return (struct lab_answer){.wish = LAB_IGNORED};
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab memory_cell_lab = {
    .name = "memory-cell",
    .question = "Where does the country stay?",
    .about = "\"anna grew up in france ... speaks fluent\": an LSTM of 16 "
             "cells learns to name the language. Shown is one sentence it "
             "never trained on, word by word: what the gates do and what a "
             "memory cell holds.",
    .sources = (const char *const[]){"engine/kernels/k_cell.c",
                                     "lessons/labs/cellnet.c", NULL},
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
    .lends = true,
};
