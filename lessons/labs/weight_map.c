/* weight_map.c - the numbers of one tensor, as the file stores them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labgrid.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/labtensor.h"
#include "viz/heatmap.h"
#include "viz/histogram.h"

enum { MODEL, TENSOR, CELL, REGION };

enum { LARGEST = 8, BINS = 48 };

static const char *const cells[] = {"rms", "largest", "mean", NULL};

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = LABMODEL_HELP,
               .kind = LAB_TEXT,
               .fallback = "house"},
    [TENSOR] = {.name = "tensor",
                .help = "its name, or any part that no other name has",
                .kind = LAB_TEXT,
                .fallback = "blocks.0.attn.q.weight",
                .live = true},
    [CELL] = {.name = "cell",
              .help = "what a cell shows of its weights: root mean square, "
                      "the largest with its sign, or the mean",
              .kind = LAB_CHOICE,
              .fallback = "rms",
              .choices = cells,
              .live = true},
    [REGION] = {.name = "region",
                .help = "rows and columns, as 0-63,0-63; empty: all",
                .kind = LAB_TEXT,
                .fallback = "",
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"w b", "the next tensor, the one before"},
    {"t", "type a tensor's name"},
    {"c", "show another measure of a cell"},
    {"arrows", "choose a cell and read it"},
    {"Enter", "into the cell"},
    {"u", "out again, to the whole tensor"},
    {NULL, NULL},
};

struct large {
    int64_t row, col;
    float value;
};

struct found {
    char name[ARCH_NAME], stored[ARCH_NAME], before[ARCH_NAME], next[ARCH_NAME];
    int index, tensors;
    enum weights_type type;
    int64_t rows, cols, count, bytes, zeros;
    double mean, deviation;
    struct histogram_counts spread;
    struct large largest[LARGEST];
    int large;
    enum labgrid_cell cell;
    struct labgrid grid;
};

struct state {
    struct labtensor_file file;
    struct labtensor tensor;
    struct found found;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        labtensor_release(&s->tensor);
        labtensor_close(&s->file);
    }
    free(s);
    r->state = NULL;
}

static void take_large(struct found *f, const struct labtensor *t, int64_t i)
{
    const float size = fabsf(t->x[i]);
    int at = f->large;

    if (at == LARGEST && !(size > fabsf(f->largest[LARGEST - 1].value)))
        return;
    if (at == LARGEST)
        at--;
    else
        f->large++;
    for (; at > 0 && size > fabsf(f->largest[at - 1].value); at--)
        f->largest[at] = f->largest[at - 1];
    f->largest[at] = (struct large){i / t->cols, i % t->cols, t->x[i]};
}

static void measure(struct found *f, const struct labtensor *t)
{
    const struct histogram h = {
        .value = t->x, .count = (int)t->count, .bins = BINS};
    double sum = 0.0, square = 0.0;

    f->zeros = f->large = 0;
    for (int64_t i = 0; i < t->count; i++) {
        const double v = (double)t->x[i];

        f->zeros += !(v < 0.0) && !(v > 0.0);
        sum += v;
        square += v * v;
        take_large(f, t, i);
    }
    f->mean = sum / (double)t->count;
    f->deviation =
        sqrt(fmax(0.0, square / (double)t->count - f->mean * f->mean));
    f->spread = histogram_count(&h);
}

static struct status read_tensor(struct state *s, const char *text)
{
    struct labtensor t;
    struct found *f = &s->found;
    int at;

    STATUS_TRY(labtensor_find(&s->file, text, &at));
    STATUS_TRY(labtensor_read(&t, &s->file, at));
    if (t.count < 1 || t.count > INT32_MAX) {
        labtensor_release(&t);
        return status_fail(STATUS_TOO_BIG, "%s has %lld numbers", t.name,
                           (long long)t.count);
    }
    labtensor_release(&s->tensor);
    s->tensor = t;
    f->index = at;
    f->tensors = s->file.count;
    snprintf(f->name, sizeof f->name, "%s", t.name);
    snprintf(f->stored, sizeof f->stored, "%s", t.stored);
    snprintf(f->next, sizeof f->next, "%s",
             s->file.name[(at + 1) % f->tensors]);
    snprintf(f->before, sizeof f->before, "%s",
             s->file.name[(at + f->tensors - 1) % f->tensors]);
    f->type = t.type;
    f->rows = t.rows;
    f->cols = t.cols;
    f->count = t.count;
    f->bytes = t.bytes;
    measure(f, &t);
    return STATUS_OK;
}

static struct status read_grid(struct state *s, const struct lab_run *r)
{
    const struct labgrid_from from = {
        .x = s->tensor.x,
        .rows = s->tensor.rows,
        .cols = s->tensor.cols,
        .cell = (enum labgrid_cell)r->value[CELL].number};

    STATUS_TRY(labgrid_make(&s->found.grid, &from, r->value[REGION].text));
    s->found.cell = from.cell;
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a tensor");
    struct status st = labtensor_open(&s->file, r->value[MODEL].text);
    if (!st.code)
        st = read_tensor(s, r->value[TENSOR].text);
    if (!st.code)
        st = read_grid(s, r);
    if (st.code)
        close(r);
    return st;
}

/* Another tensor is seen whole where it does not have the region. */
static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    if (knob != TENSOR)
        return read_grid(s, r);
    STATUS_TRY(read_tensor(s, r->value[TENSOR].text));
    if (!read_grid(s, r).code)
        return STATUS_OK;
    const struct labgrid_from from = {s->tensor.x, s->tensor.rows,
                                      s->tensor.cols, s->found.cell};
    return labgrid_make(&s->found.grid, &from, "");
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static struct histogram histogram_of(const struct found *f)
{
    return (struct histogram){.title = "how many weights have which value",
                              .x_name = "weight",
                              .log_y = true,
                              .counted = &f->spread};
}

static double bits(const struct found *f)
{
    return 8.0 * (double)f->bytes / (double)f->count;
}

static void draw_head(const struct found *f, bool alone, struct canvas *cv)
{
    const struct large *l = &f->largest[0];
    int col;

    canvas_printf(cv, 0, 0, INK_TITLE, "%s  %lld x %lld", f->name,
                  (long long)f->rows, (long long)f->cols);
    canvas_printf(cv, 1, 0, INK_DIM,
                  "stored as %s: %s, %lld bytes, %.2f bits a weight", f->stored,
                  weights_type_name(f->type), (long long)f->bytes, bits(f));
    col = canvas_printf(cv, 2, 0, INK_TEXT,
                        "deviation %.4g, mean %.2g, zeros %lld (%.2f %%)",
                        f->deviation, f->mean, (long long)f->zeros,
                        100.0 * (double)f->zeros / (double)f->count);
    if (alone)
        canvas_printf(cv, 2, col, INK_TEXT, ", largest %+.4f at %lld,%lld",
                      (double)l->value, (long long)l->row, (long long)l->col);
}

static void draw_largest(const struct found *f, struct canvas *cv,
                         struct canvas_rect at)
{
    canvas_text(cv, at.row, at.col, "largest", INK_TITLE);
    for (int i = 0; i < f->large && i + 1 < at.rows; i++) {
        const struct large *l = &f->largest[i];

        canvas_printf(cv, at.row + 1 + i, at.col, INK_TEXT, "%+9.4f",
                      (double)l->value);
        canvas_printf(cv, at.row + 1 + i, at.col + 10, INK_DIM, "%lld,%lld",
                      (long long)l->row, (long long)l->col);
    }
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct histogram h = histogram_of(f);
    const int side = cv->cols >= 92 ? 24 : 0;
    const int low = cv->rows >= 14 ? (cv->rows - 3) / 3 : 0;
    const int map = cv->rows - 3 - low;
    struct labgrid_picture p;

    draw_head(f, !side, cv);
    labgrid_picture(&p, &f->grid, view, cells[f->cell]);
    heatmap_draw(&p.map, cv, (struct canvas_rect){3, 0, map, cv->cols - side});
    if (side) {
        draw_largest(f, cv,
                     (struct canvas_rect){3, cv->cols - side + 1, map, side});
    }
    if (low > 2)
        histogram_draw(&h, cv, (struct canvas_rect){3 + map, 0, low, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct histogram h = histogram_of(f);
    char text[8192];

    buf_printf(out,
               "%s is %lld x %lld, tensor %d of %d; the file stores it as %s "
               "in %s: %lld bytes, %.2f bits a weight.\n",
               f->name, (long long)f->rows, (long long)f->cols, f->index + 1,
               f->tensors, f->stored, weights_type_name(f->type),
               (long long)f->bytes, bits(f));
    buf_printf(out,
               "The deviation is %.4g, the mean %.2g; %lld weights are zero "
               "(%.2f %%). The largest are",
               f->deviation, f->mean, (long long)f->zeros,
               100.0 * (double)f->zeros / (double)f->count);
    for (int i = 0; i < f->large; i++)
        buf_printf(out, "%s %.4f at row %lld, column %lld", i ? ";" : "",
                   (double)f->largest[i].value, (long long)f->largest[i].row,
                   (long long)f->largest[i].col);
    buf_text(out, ".\n");
    labgrid_words(&f->grid, view, cells[f->cell], out);
    histogram_words(&h, WORDS_FULL, text, sizeof text);
    buf_text(out, text);
}

static json_t *spread_json(const struct histogram_counts *c)
{
    json_t *bins = json_array();

    for (int i = 0; i < c->bins; i++)
        json_array_append_new(bins, json_integer(c->in[i]));
    return json_pack("{sf sf so si}", "low", c->low, "high", c->high, "bins",
                     bins, "not_finite", c->bad);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *largest = json_array();

    for (int i = 0; i < f->large; i++)
        json_array_append_new(largest,
                              json_pack("{sI sI sf}", "row",
                                        (json_int_t)f->largest[i].row, "column",
                                        (json_int_t)f->largest[i].col, "value",
                                        (double)f->largest[i].value));
    return json_pack(
        "{ss ss ss sI sI sI sf sI sf sf so so so}", "tensor", f->name, "stored",
        f->stored, "type", weights_type_name(f->type), "rows",
        (json_int_t)f->rows, "columns", (json_int_t)f->cols, "bytes",
        (json_int_t)f->bytes, "bits", bits(f), "zeros", (json_int_t)f->zeros,
        "mean", f->mean, "deviation", f->deviation, "largest", largest,
        "histogram", spread_json(&f->spread), "map",
        labgrid_json(&f->grid, view));
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
    char region[64];

    switch (code) {
    case 'w':
        return turn_to(TENSOR, f->next);
    case 'b':
        return turn_to(TENSOR, f->before);
    case 't':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = TENSOR};
    case 'c':
        return labcells_next(knobs, CELL, (int)f->cell);
    case 'u':
        return turn_to(REGION, "");
    case LAB_KEY_ENTER:
        if (!labgrid_region(&f->grid, view, region))
            return (struct lab_answer){.wish = LAB_IGNORED};
        view->row = view->col = 0;
        return turn_to(REGION, region);
    default:
        return labcells_key(view, f->grid.rows, f->grid.cols,
                            (const int[]){0, 0}, code);
    }
}

const struct lab weight_map_lab = {
    .name = "weights",
    .question = "What do the weights of a model look like?",
    .about = "One tensor of a model, read from its file: every cell of the map "
             "stands for a rectangle of weights, down to single ones; beside "
             "it the largest weights and how all of them are spread.",
    .sources =
        (const char *const[]){"engine/model/weights/weights_value.c", NULL},
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
