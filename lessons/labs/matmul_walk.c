/* matmul_walk.c - one cell of a matrix product: its row, its column, and the
 * sum as it grows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/rng.h"
#include "engine/core/graph.h"
#include "engine/ops/matmul.h"
#include "engine/ops/shape.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "viz/heatmap.h"

enum { ROWS, INNER, COLS, SET, TURNED };
enum { MOST = 8, TABLE = MOST * MOST };
enum { HAND, RANDOM, ROTATE };

static const char *const sets[] = {"hand", "random", "rotate", NULL};

static const struct lab_knob knobs[] = {
    [ROWS] = {.name = "rows",
              .help = "rows of A and of the product",
              .kind = LAB_WHOLE,
              .fallback = "2",
              .low = 1,
              .high = MOST,
              .live = true},
    [INNER] = {.name = "inner",
               .help = "columns of A, rows of B",
               .kind = LAB_WHOLE,
               .fallback = "3",
               .low = 1,
               .high = MOST,
               .live = true},
    [COLS] = {.name = "cols",
              .help = "columns of B and of the product",
              .kind = LAB_WHOLE,
              .fallback = "2",
              .low = 1,
              .high = MOST,
              .live = true},
    [SET] = {.name = "set",
             .help = "numbers 1 2 3 ..., drawn by the seed, or a quarter turn",
             .kind = LAB_CHOICE,
             .fallback = "hand",
             .choices = sets,
             .live = true},
    [TURNED] = {.name = "swap",
                .help = "multiply B A and not A B",
                .kind = LAB_SWITCH,
                .fallback = "off",
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a cell of the product"},
    {"Enter", "add its next product"},
    {"s", "A B or B A"},
    {NULL, NULL},
};

struct found {
    int rows, inner, cols; /* of what is multiplied */
    float a[TABLE], b[TABLE], out[TABLE];
    bool swapped, fits;      /* can the other order be multiplied at all? */
    double other_difference; /* the largest, where it has the same shape */
    double multiplications;
};

static void fill(struct found *f, int set, uint64_t seed, int rows, int inner,
                 int cols)
{
    struct rng rng = rng_make(seed, 0);

    for (int i = 0; i < rows * inner; i++)
        f->a[i] =
            set == HAND ? (float)(i + 1) : (float)rng_below(&rng, 7) - 3.0f;
    for (int i = 0; i < inner * cols; i++)
        f->b[i] = set == HAND ? (float)(inner * cols - i)
                              : (float)rng_below(&rng, 7) - 3.0f;
    if (set != ROTATE)
        return;
    /* A quarter turn to the left, and a mirror left to right. */
    const float turn[] = {0, -1, 1, 0}, mirror[] = {-1, 0, 0, 1};
    for (int i = 0; i < 4; i++) {
        f->a[i] = turn[i];
        f->b[i] = mirror[i];
    }
}

static struct tensor *product(struct graph *g, const struct found *f, bool swap,
                              const int shape[3])
{
    const int64_t as[] = {shape[0], shape[1]}, bs[] = {shape[1], shape[2]};
    struct tensor *a = graph_floats(g, 2, as, f->a);
    struct tensor *b = graph_floats(g, 2, bs, f->b);

    return swap ? matmul_op(g, b, a) : matmul_op(g, a, b);
}

static void swap_tables(struct found *f)
{
    for (int i = 0; i < TABLE; i++) {
        const float x = f->a[i];

        f->a[i] = f->b[i];
        f->b[i] = x;
    }
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;
    const int set = (int)r->value[SET].number;
    const int shape[] = {set == ROTATE ? 2 : (int)r->value[ROWS].number,
                         set == ROTATE ? 2 : (int)r->value[INNER].number,
                         set == ROTATE ? 2 : (int)r->value[COLS].number};

    f->swapped = r->value[TURNED].number > 0.5;
    f->fits = shape[0] == shape[2];
    if (f->swapped && !f->fits) {
        return status_fail(STATUS_BAD_USAGE,
                           "B A cannot be multiplied: B has %d columns and A "
                           "%d rows",
                           shape[2], shape[0]);
    }
    fill(f, set, r->seed, shape[0], shape[1], shape[2]);
    struct tensor *out = product(g, f, f->swapped, shape);
    f->rows = f->swapped ? shape[1] : shape[0];
    f->inner = f->swapped ? shape[0] : shape[1];
    f->cols = f->swapped ? shape[1] : shape[2];
    f->multiplications = (double)f->rows * f->inner * f->cols;
    STATUS_TRY(graph_status(g));
    tensor_copy_floats(f->out, out);
    if (f->fits && shape[0] == shape[1]) {
        struct tensor *other = product(g, f, !f->swapped, shape);

        STATUS_TRY(graph_status(g));
        for (int i = 0; i < f->rows * f->cols; i++)
            f->other_difference =
                fmax(f->other_difference,
                     fabs(tensor_get(other, i) - (double)f->out[i]));
    }
    if (f->swapped)
        swap_tables(f);
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill(r, sizeof(struct found), find);
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return open(r);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

static void cell_of(const struct found *f, const struct lab_view *view,
                    int cell[2])
{
    const bool has = view && labcells_has(view, f->rows, f->cols);

    cell[0] = has ? view->row : 0;
    cell[1] = has ? view->col : 0;
}

/* How many products of the chosen cell are added: all until Enter starts the
 * walk. */
static int added(const struct found *f, const struct lab_view *view)
{
    return view && view->page > 0 && view->page <= f->inner ? view->page
                                                            : f->inner;
}

static void draw_numbers(struct canvas *cv, int top, int left, const float *x,
                         const int shape[2], const int lit[2], const char *name)
{
    canvas_printf(cv, top, left, INK_TITLE, "%s  %d x %d", name, shape[0],
                  shape[1]);
    for (int i = 0; i < shape[0]; i++) {
        for (int j = 0; j < shape[1]; j++) {
            const bool on =
                (lit[0] < 0 || lit[0] == i) && (lit[1] < 0 || lit[1] == j);

            canvas_printf(cv, top + 1 + i, left + 5 * j,
                          on ? INK_TITLE | INK_BOLD | INK_REVERSE : INK_TEXT,
                          "%4.0f", (double)x[i * shape[1] + j]);
        }
    }
}

static void sum_text(const struct found *f, const int cell[2], int n,
                     struct buf *out)
{
    double sum = 0.0;

    for (int k = 0; k < n; k++) {
        const double a = (double)f->a[cell[0] * f->inner + k],
                     b = (double)f->b[k * f->cols + cell[1]];

        buf_printf(out, "%s%.0f x %.0f", k ? " + " : "", a, b);
        sum += a * b;
    }
    buf_printf(out, " = %.0f", sum);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const char *const a = f->swapped ? "B" : "A", *const b =
                                                      f->swapped ? "A" : "B";
    int cell[2], n = added(f, view);
    struct buf sum;

    cell_of(f, view, cell);
    buf_init(&sum, 4096);
    sum_text(f, cell, n, &sum);
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "row %d, column %d: %s%s",
                  cell[0], cell[1], buf_string(&sum),
                  n < f->inner ? " so far" : "");
    buf_release(&sum);
    const int left = 5 * f->inner + 3, right = left + 5 * f->cols + 3;
    draw_numbers(cv, 1, 0, f->a, (const int[]){f->rows, f->inner},
                 (const int[]){cell[0], -1}, a);
    draw_numbers(cv, 1, left, f->b, (const int[]){f->inner, f->cols},
                 (const int[]){-1, cell[1]}, b);
    draw_numbers(cv, 1, right > left + 12 ? right : left + 13, f->out,
                 (const int[]){f->rows, f->cols}, cell,
                 f->swapped ? "B A" : "A B");
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    int cell[2];

    cell_of(f, view, cell);
    buf_printf(out, "%d x %d times %d x %d is %d x %d: %.0f multiplications.\n",
               f->rows, f->inner, f->inner, f->cols, f->rows, f->cols,
               f->multiplications);
    buf_printf(out, "Row %d, column %d: ", cell[0], cell[1]);
    sum_text(f, cell, added(f, view), out);
    buf_printf(out, ".\n");
    if (f->fits && f->rows == f->inner)
        buf_printf(out, "In the other order a number differs by up to %.0f.\n",
                   f->other_difference);
    else
        buf_printf(out, f->fits ? "The other order has another shape.\n"
                                : "The other order cannot be multiplied.\n");
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    int cell[2];

    cell_of(f, view, cell);
    return json_pack("{si si si so so so sf sf sb s{si si sf}}", "rows",
                     f->rows, "inner", f->inner, "cols", f->cols, "a",
                     labnumbers_table(f->a, f->rows, f->inner), "b",
                     labnumbers_table(f->b, f->inner, f->cols), "product",
                     labnumbers_table(f->out, f->rows, f->cols),
                     "multiplications", f->multiplications, "other_order",
                     f->other_difference, "other_fits", f->fits, "chosen",
                     "row", cell[0], "column", cell[1], "value",
                     (double)f->out[cell[0] * f->cols + cell[1]]);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    struct lab_answer a = {.wish = LAB_TURN, .knob = TURNED};

    if (code == 's') {
        snprintf(a.text, sizeof a.text, f->swapped ? "off" : "on");
        return a;
    }
    if (code == LAB_KEY_ENTER)
        view->page = view->page >= f->inner ? 1 : view->page + 1;
    else if (code == LAB_KEY_UP || code == LAB_KEY_DOWN ||
             code == LAB_KEY_LEFT || code == LAB_KEY_RIGHT)
        view->page = 0;
    return labcells_key(view, f->rows, f->cols, (const int[]){0, 0}, code);
}

const struct lab matmul_walk_lab = {
    .name = "matmul-walk",
    .question = "Where does each number of a product come from?",
    .about = "Two matrices and their product. Every cell of the product is a "
             "dot product of a row and a column; walk through its sum.",
    .sources = (const char *const[]){"engine/ops/matmul.c:matmul_op",
                                     "engine/kernels/k_gemm.c", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = labonce_close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
