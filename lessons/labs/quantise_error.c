/* quantise_error.c - what rounding one matrix to few bits does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labtensor.h"
#include "lessons/labs/quantmap.h"
#include "viz/heatmap.h"

enum { MODEL, TENSOR, TEXT, TYPE };

/* As quantmap_types has them. */
static const char *const types[] = {"Q8_0", "Q6_K", "Q5_1", "Q5_0", "Q5_K",
                                    "Q4_1", "Q4_0", "Q4_K", NULL};

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TENSOR] = {.name = "tensor",
                .help = "its name, or any part that no other name has",
                .kind = LAB_TEXT,
                .fallback = "blocks.0.mlp.down.weight"},
    [TEXT] = {.name = "text",
              .help = "what the model reads, with the matrix as it is and "
                      "rounded",
              .kind = LAB_TEXT,
              .fallback = "the keys in the box"},
    [TYPE] = {.name = "type",
              .help = "whose errors are shown",
              .kind = LAB_CHOICE,
              .fallback = "Q4_0",
              .choices = types,
              .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"w b", "the next tensor, the one before"},
    {"t", "type a tensor's name"},
    {"c", "show the errors of another type"},
    {"arrows", "choose a cell and read it"},
    {NULL, NULL},
};

struct found {
    struct quantmap_found map;
    char stored[ARCH_NAME], before[ARCH_NAME], next[ARCH_NAME];
    int done; /* types that are measured */
    bool shown;
};

struct state {
    struct labmodel model;
    struct quantmap *map;
    struct found found;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        quantmap_free(s->map);
        labmodel_release(&s->model);
    }
    free(s);
    r->state = NULL;
}

static bool in_blocks(const struct labtensor_file *f, int i)
{
    const size_t n = strlen(f->name[i]);

    return strstr(f->name[i], "norm") == NULL && n > 7 &&
           strcmp(f->name[i] + n - 7, ".weight") == 0;
}

/* The matrix next to `at`, in the order of the file. */
static const char *neighbour(const struct labtensor_file *f, int at, int by)
{
    int i = at;

    do
        i = (i + by + f->count) % f->count;
    while (i != at && !in_blocks(f, i));
    return f->name[i];
}

/* The name in full, and its neighbours. */
static struct status find_name(struct found *f, const struct lab_run *r,
                               char name[ARCH_NAME])
{
    struct labtensor_file file;
    struct labtensor t = {0};
    int at;

    STATUS_TRY(labtensor_open(&file, r->value[MODEL].text));
    struct status st = labtensor_find(&file, r->value[TENSOR].text, &at);
    if (!st.code)
        st = labtensor_read(&t, &file, at);
    if (!st.code) {
        snprintf(name, ARCH_NAME, "%s", t.name);
        snprintf(f->stored, sizeof f->stored, "%s", weights_type_name(t.type));
        snprintf(f->next, ARCH_NAME, "%s", neighbour(&file, at, 1));
        snprintf(f->before, ARCH_NAME, "%s", neighbour(&file, at, -1));
    }
    labtensor_release(&t);
    labtensor_close(&file);
    return st;
}

static struct status start(struct state *s, const struct lab_run *r)
{
    char name[ARCH_NAME];

    STATUS_TRY(find_name(&s->found, r, name));
    STATUS_TRY(labmodel_load_on(&s->model, r->value[MODEL].text,
                                labrun_device(r), r->hook));
    STATUS_TRY(labmodel_read(&s->model, r->value[TEXT].text));
    return quantmap_new(&s->map, &s->model, name);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a matrix");
    const struct status st = start(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;

    *more = true;
    if (f->done < QUANTMAP_TYPES)
        return quantmap_measure(s->map, f->done++);
    *more = false;
    f->shown = true;
    return quantmap_show(s->map, (int)r->value[TYPE].number);
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    (void)knob;
    if (s->found.shown)
        return quantmap_show(s->map, (int)r->value[TYPE].number);
    r->again = true;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct state *s = r->state;

    s->found.map = *quantmap_found(s->map);
    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static struct histogram histogram_of(const struct quantmap_found *m)
{
    return (struct histogram){.title = "errors of weights",
                              .x_name = "error",
                              .log_y = true,
                              .counted = &m->errors};
}

static void draw_row(const struct quantmap_found *m, int i, bool wide,
                     struct canvas *cv, int line)
{
    const struct quantmap_row *row = &m->row[i];
    const unsigned ink = i == m->chosen ? INK_ACCENT : INK_TEXT;

    if (!row->fits) {
        canvas_printf(cv, line, 0, INK_DIM,
                      "%-5s rows of %lld are no whole blocks of %d", types[i],
                      (long long)m->cols, quant_block(quantmap_types[i]));
        return;
    }
    const int col = canvas_printf(
        cv, line, 0, ink, "%-5s %5.2f  %7.3f %%  %9.2g  %5.3f", types[i],
        row->bits, 100.0 * row->relative, row->divergence, row->likely);
    if (wide)
        canvas_printf(cv, line, col + 2, ink, "\"%s\"", row->now);
}

static void draw_pictures(const struct found *f, const struct lab_view *view,
                          struct canvas *cv, struct canvas_rect at)
{
    const struct histogram h = histogram_of(&f->map);
    const bool beside = at.cols >= 90;
    struct canvas_rect left = at, right = at;
    struct labgrid_picture p;
    char of[64];

    snprintf(of, sizeof of, "error of %s", types[f->map.chosen]);
    labgrid_picture(&p, &f->map.map, view, of);
    if (beside) {
        left.cols = at.cols / 2;
        right.col += left.cols + 1;
        right.cols -= left.cols + 1;
    } else {
        left.rows = at.rows >= 10 ? at.rows - 5 : at.rows;
        right.row += left.rows;
        right.rows -= left.rows;
    }
    heatmap_draw(&p.map, cv, left);
    if (right.rows > 2)
        histogram_draw(&h, cv, right);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct quantmap_found *m = &f->map;
    const int head = 3 + QUANTMAP_TYPES;

    canvas_printf(cv, 0, 0, INK_TITLE, "%s  %lld x %lld, stored as %s", m->name,
                  (long long)m->rows, (long long)m->cols, f->stored);
    canvas_printf(cv, 1, 0, INK_TEXT, "as it is: \"%s\" %.3f", m->likeliest,
                  m->likely);
    canvas_text(cv, 2, 0, "type   bits      error       nats   left", INK_DIM);
    for (int i = 0; i < f->done; i++)
        draw_row(m, i, cv->cols >= 60, cv, 3 + i);
    if (f->shown && cv->rows > head + 3)
        draw_pictures(
            f, view, cv,
            (struct canvas_rect){head + 1, 0, cv->rows - head - 1, cv->cols});
}

static void row_words(const struct quantmap_found *m, int i, struct buf *out)
{
    const struct quantmap_row *row = &m->row[i];

    if (!row->fits) {
        buf_printf(out, "%s: rows of %lld are no whole blocks of %d.\n",
                   types[i], (long long)m->cols,
                   quant_block(quantmap_types[i]));
        return;
    }
    buf_printf(out,
               "%s: %.2f bits a weight, relative error %.3f %%, largest "
               "%.2g; the odds move by %.2g nats a token, \"%s\" has %.4f%s",
               types[i], row->bits, 100.0 * row->relative, row->largest,
               row->divergence, m->likeliest, row->likely,
               strcmp(row->now, m->likeliest) == 0 ? ".\n" : "");
    if (strcmp(row->now, m->likeliest) != 0)
        buf_printf(out, ", \"%s\" comes first.\n", row->now);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct quantmap_found *m = &f->map;
    const struct histogram h = histogram_of(m);
    char text[8192], of[64];

    buf_printf(out,
               "%s is %lld x %lld, stored as %s. With it as it is, \"%s\" "
               "comes next with %.4f; only this matrix is rounded.\n",
               m->name, (long long)m->rows, (long long)m->cols, f->stored,
               m->likeliest, m->likely);
    for (int i = 0; i < f->done; i++)
        row_words(m, i, out);
    if (!f->shown)
        return;
    snprintf(of, sizeof of, "relative error in %s blocks", types[m->chosen]);
    labgrid_words(&m->map, view, of, out);
    histogram_words(&h, WORDS_SHORT, text, sizeof text);
    buf_text(out, text);
}

static json_t *row_json(const struct quantmap_found *m, int i)
{
    const struct quantmap_row *row = &m->row[i];

    return json_pack("{ss sb sf sf sf sf sf ss}", "type", types[i], "fits",
                     row->fits, "bits", row->bits, "relative_error",
                     row->relative, "largest_error", row->largest, "divergence",
                     row->divergence, "probability", row->likely, "likeliest",
                     row->now);
}

static json_t *errors_json(const struct histogram_counts *c)
{
    json_t *bins = json_array();

    for (int i = 0; i < c->bins; i++)
        json_array_append_new(bins, json_integer(c->in[i]));
    return json_pack("{sf sf so}", "low", c->low, "high", c->high, "bins",
                     bins);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct quantmap_found *m = &f->map;
    json_t *rows = json_array();

    for (int i = 0; i < f->done; i++)
        json_array_append_new(rows, row_json(m, i));
    json_t *out = json_pack(
        "{ss ss sI sI ss sf so}", "tensor", m->name, "stored", f->stored,
        "rows", (json_int_t)m->rows, "columns", (json_int_t)m->cols,
        "likeliest", m->likeliest, "probability", m->likely, "types", rows);
    if (out && f->shown) {
        json_object_set_new(out, "chosen", json_integer(m->chosen));
        json_object_set_new(out, "map", labgrid_json(&m->map, view));
        json_object_set_new(out, "errors", errors_json(&m->errors));
    }
    return out;
}

static struct lab_answer turn_to(int knob, const char *text)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = knob};

    snprintf(a.text, sizeof a.text, "%s", text);
    return a;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    switch (code) {
    case 'w':
        return turn_to(TENSOR, f->next);
    case 'b':
        return turn_to(TENSOR, f->before);
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TENSOR};
    case 'c':
        return labcells_next(knobs, TYPE, f->map.chosen);
    default:
        return labcells_key(view, f->map.map.rows, f->map.map.cols,
                            (const int[]){0, 0}, code);
    }
}

const struct lab quantise_error_lab = {
    .name = "quantise-error",
    .question = "What does rounding to few bits lose?",
    .about = "One matrix of a model is rounded to each kind of block, from 8 "
             "bits to 4, all else left as it is: the error of the weights, "
             "block by block, and how the odds of the next token move.",
    .sources =
        (const char *const[]){"engine/kernels/quant_encode.c:quant_encode",
                              NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
    .lends = true,
};
