/* grid_transform.c - what a 2 x 2 matrix does to the plane: where a grid goes,
 * how areas change, and which directions stay. */
#include <math.h>
#include <stdlib.h>

#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
#include "engine/ops/matmul.h"
#include "engine/ops/shape.h"
#include "engine/ops/unary.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "viz/gridwarp.h"

enum { MATRIX, THEN, OTHER, BEND, PART };
enum { NOTHING, TRANSPOSE, INVERSE, ADD, TIMES };
enum { STRAIGHT, RELU, TANH };
enum { SIDE = 9, POINTS = SIDE * SIDE };

static const char *const thens[] = {"nothing", "transpose", "inverse",
                                    "add",     "times",     NULL};
static const char *const bends[] = {"none", "relu", "tanh", NULL};

static const struct lab_knob knobs[] = {
    [MATRIX] = {.name = "m",
                .help = "the matrix: two rows of two numbers, commas between",
                .kind = LAB_TEXT,
                .fallback = "1,1,0,1",
                .live = true},
    [THEN] = {.name = "then",
              .help = "what is made of it before it acts",
              .kind = LAB_CHOICE,
              .fallback = "nothing",
              .choices = thens,
              .live = true},
    [OTHER] = {.name = "other",
               .help =
                   "a second matrix, to add or to multiply with: acts first",
               .kind = LAB_TEXT,
               .fallback = "0,-1,1,0",
               .live = true},
    [BEND] = {.name = "bend",
              .help = "what is done to every number afterwards",
              .kind = LAB_CHOICE,
              .fallback = "none",
              .choices = bends,
              .live = true},
    [PART] = {.name = "part",
              .help = "how far on the way from the old grid to the new one",
              .kind = LAB_REAL,
              .fallback = "1",
              .low = 0,
              .high = 1,
              .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"m", "type a matrix"},
    {"t", "transpose, inverse, add, times"},
    {"b", "bend: none, relu, tanh"},
    {NULL, NULL},
};

struct found {
    float given[4], other[4], m[4]; /* row by row; m acts */
    float from[2 * POINTS], to[2 * POINTS];
    float part;
    int then, bend, rank;
    double det, trace, x_to[2], y_to[2];
    bool turns; /* no direction stays */
    double value[2], direction[2][2], residual;
    double back; /* the inverse times m: how far from 1 0 0 1 */
};

static struct tensor *square(struct graph *g, const float *x)
{
    static const int64_t shape[] = {2, 2};

    return graph_floats(g, 2, shape, x);
}

static struct tensor *number(struct graph *g, struct tensor *m, int i, int j)
{
    return shape_slice(g, shape_slice(g, m, 0, i, i + 1), 1, j, j + 1);
}

static struct tensor *determinant(struct graph *g, struct tensor *m)
{
    return arith_sub(g, arith_mul(g, number(g, m, 0, 0), number(g, m, 1, 1)),
                     arith_mul(g, number(g, m, 0, 1), number(g, m, 1, 0)));
}

/* d -b -c a, divided by the determinant. */
static struct tensor *inverse(struct graph *g, struct tensor *m)
{
    struct tensor *const top[] = {number(g, m, 1, 1),
                                  unary_neg(g, number(g, m, 0, 1))},
                         *const low[] = {unary_neg(g, number(g, m, 1, 0)),
                                         number(g, m, 0, 0)};
    struct tensor *const rows[] = {shape_concat(g, top, 2, 1),
                                   shape_concat(g, low, 2, 1)};

    return arith_div(g, shape_concat(g, rows, 2, 0), determinant(g, m));
}

static struct tensor *made(struct graph *g, const struct found *f)
{
    struct tensor *m = square(g, f->given), *other = square(g, f->other);

    switch (f->then) {
    case TRANSPOSE:
        return shape_contiguous(g, shape_transpose(g, m, 0, 1));
    case INVERSE:
        return inverse(g, m);
    case ADD:
        return arith_add(g, m, other);
    case TIMES:
        return matmul_op(g, m, other);
    default:
        return m;
    }
}

/* Points are rows, so they are multiplied from the left: p M^T. */
static void move_grid(struct found *f, struct graph *g, struct tensor *m)
{
    static const int64_t shape[] = {POINTS, 2};
    struct tensor *to = matmul_op(g, graph_floats(g, 2, shape, f->from),
                                  shape_transpose(g, m, 0, 1));

    if (f->bend == RELU)
        to = activation_relu(g, to);
    else if (f->bend == TANH)
        to = unary_tanh(g, to);
    if (to)
        tensor_copy_floats(f->to, to);
}

/* The roots of x^2 - trace x + det, and for each the direction that M only
 * stretches: the one that M - other root sends everything to. */
static void find_directions(struct found *f)
{
    const double under = f->trace * f->trace / 4.0 - f->det;

    f->turns = under < -1e-9;
    if (f->turns)
        return;
    for (int i = 0; i < 2; i++) {
        const double v =
            f->trace / 2.0 + (i ? -1.0 : 1.0) * sqrt(fmax(under, 0.0));
        double x = (double)f->m[1], y = v - (double)f->m[0];

        if (fabs(x) + fabs(y) < 1e-6) {
            x = v - (double)f->m[3];
            y = (double)f->m[2];
        }
        if (fabs(x) + fabs(y) < 1e-6) {
            x = i ? 0.0 : 1.0;
            y = i ? 1.0 : 0.0;
        }
        const double length = hypot(x, y);

        f->value[i] = v;
        f->direction[i][0] = x / length;
        f->direction[i][1] = y / length;
    }
}

/* |M v - value v|, by the engine. */
static void measure_directions(struct found *f, struct graph *g,
                               struct tensor *m)
{
    static const int64_t shape[] = {2, 1};

    for (int i = 0; i < 2 && !f->turns; i++) {
        const float v[] = {(float)f->direction[i][0],
                           (float)f->direction[i][1]};
        struct tensor *x = graph_floats(g, 2, shape, v);
        struct tensor *d =
            arith_sub(g, matmul_op(g, m, x), arith_scale(g, x, f->value[i]));

        f->residual =
            fmax(f->residual, hypot(labonce_at(d, 0), labonce_at(d, 1)));
    }
}

static struct status act(struct found *f, struct graph *g)
{
    struct tensor *m = made(g, f);

    STATUS_TRY(graph_status(g));
    tensor_copy_floats(f->m, m);
    f->det = labonce_at(determinant(g, m), 0);
    f->trace = (double)f->m[0] + (double)f->m[3];
    f->rank = fabs(f->det) > 1e-6 ? 2 : 0;
    for (int i = 0; i < 4 && f->rank == 0; i++)
        f->rank = fabs((double)f->m[i]) > 1e-6;
    f->x_to[0] = (double)f->m[0];
    f->x_to[1] = (double)f->m[2];
    f->y_to[0] = (double)f->m[1];
    f->y_to[1] = (double)f->m[3];
    move_grid(f, g, m);
    find_directions(f);
    measure_directions(f, g, m);
    if (f->then == INVERSE) {
        struct tensor *one = matmul_op(g, m, square(g, f->given));

        for (int i = 0; i < 4; i++)
            f->back = fmax(f->back, fabs(labonce_at(one, i) -
                                         (i == 0 || i == 3 ? 1.0 : 0.0)));
    }
    return graph_status(g);
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;

    STATUS_TRY(labnumbers_read(r->value[MATRIX].text, "m", 4, f->given));
    STATUS_TRY(labnumbers_read(r->value[OTHER].text, "other", 4, f->other));
    f->then = (int)r->value[THEN].number;
    f->bend = (int)r->value[BEND].number;
    f->part = (float)r->value[PART].number;
    for (int i = 0; i < POINTS; i++) {
        f->from[2 * i] = (float)(i % SIDE - SIDE / 2) / 2.0f;
        f->from[2 * i + 1] = (float)(i / SIDE - SIDE / 2) / 2.0f;
    }
    if (f->then == INVERSE &&
        fabs((double)f->given[0] * (double)f->given[3] -
             (double)f->given[1] * (double)f->given[2]) < 1e-6) {
        return status_fail(STATUS_BAD_USAGE,
                           "this matrix has no inverse: its determinant is 0, "
                           "it lays the plane flat on a line");
    }
    return act(f, g);
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

static void draw_numbers(const struct found *f, struct canvas *cv)
{
    canvas_printf(cv, 0, 0, INK_TEXT, "%6.3g %6.3g   x -> (%.3g, %.3g)",
                  (double)f->m[0], (double)f->m[1], f->x_to[0], f->x_to[1]);
    canvas_printf(cv, 1, 0, INK_TEXT, "%6.3g %6.3g   y -> (%.3g, %.3g)",
                  (double)f->m[2], (double)f->m[3], f->y_to[0], f->y_to[1]);
    canvas_printf(cv, 2, 0, INK_TITLE | INK_BOLD, "determinant %.4g, rank %d",
                  f->det, f->rank);
    if (f->turns)
        canvas_text(cv, 3, 0, "no direction stays", INK_TEXT);
    for (int i = 0; i < 2 && !f->turns; i++)
        canvas_printf(cv, 3 + i, 0, INK_TEXT, "(%.3f, %.3f) stays, x %.4g",
                      f->direction[i][0], f->direction[i][1], f->value[i]);
    if (f->then != NOTHING)
        canvas_printf(cv, 5, 0, INK_DIM, "%s of %g %g / %g %g", thens[f->then],
                      (double)f->given[0], (double)f->given[1],
                      (double)f->given[2], (double)f->given[3]);
    if (f->bend != STRAIGHT)
        canvas_printf(cv, 6, 0, INK_TEXT, "then %s", bends[f->bend]);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct gridwarp grid = {.from = f->from,
                                  .to = f->to,
                                  .rows = SIDE,
                                  .cols = SIDE,
                                  .part = f->part,
                                  .shadow = false};
    struct canvas_rect at = canvas_whole(cv);

    (void)view;
    draw_numbers(f, cv);
    if (cv->cols >= 60) {
        at.col = 32;
        at.cols -= 32;
    } else {
        at.row = 7;
        at.rows -= 7;
    }
    if (at.rows >= 6)
        gridwarp_draw(&grid, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "The matrix (%g %g / %g %g) sends (1, 0) to (%g, %g) and (0, "
               "1) to (%g, %g). Its determinant is %.4g, its rank %d.\n",
               (double)f->m[0], (double)f->m[1], (double)f->m[2],
               (double)f->m[3], f->x_to[0], f->x_to[1], f->y_to[0], f->y_to[1],
               f->det, f->rank);
    if (f->turns)
        buf_printf(out, "It turns every direction.\n");
    for (int i = 0; i < 2 && !f->turns; i++)
        buf_printf(out, "The direction (%.3f, %.3f) stays, times %.4g.\n",
                   f->direction[i][0], f->direction[i][1], f->value[i]);
    if (f->bend != STRAIGHT)
        buf_printf(out, "Afterwards every number goes through %s.\n",
                   bends[f->bend]);
}

/* The middle of the lines, and how far it is from the middle of their ends:
 * lines that stay straight and even have 0. */
static double bending(const struct found *f)
{
    double most = 0.0;

    for (int row = 0; row < SIDE; row++) {
        for (int k = 0; k < 2; k++) {
            const float *x = f->to + 2 * row * SIDE + k;
            const double middle = (double)x[2 * (SIDE / 2)],
                         ends = ((double)x[0] + (double)x[2 * (SIDE - 1)]) / 2;

            most = fmax(most, fabs(middle - ends));
        }
    }
    return most;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *stays = json_array();

    (void)view;
    for (int i = 0; i < 2 && !f->turns; i++)
        json_array_append_new(
            stays, json_pack("{sf s[ff]}", "times", f->value[i], "direction",
                             f->direction[i][0], f->direction[i][1]));
    return json_pack("{so sf sf si s[ff] s[ff] sb so sf sf sf}", "matrix",
                     labnumbers_table(f->m, 2, 2), "determinant", f->det,
                     "trace", f->trace, "rank", f->rank, "x_to", f->x_to[0],
                     f->x_to[1], "y_to", f->y_to[0], f->y_to[1], "turns",
                     f->turns, "stays", stays, "residual", f->residual,
                     "inverse_error", f->back, "bending", bending(f));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    if (code == 'm')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = MATRIX};
    if (code == 't')
        return labcells_next(knobs, THEN, f->then);
    if (code == 'b')
        return labcells_next(knobs, BEND, f->bend);
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab grid_transform_lab = {
    .name = "grid-transform",
    .question = "What does a matrix do to the plane?",
    .about = "A grid of points, each multiplied by a 2 x 2 matrix. See where "
             "the axes go, how areas change, and which directions stay.",
    .sources = (const char *const[]){"engine/ops/matmul.c:matmul_op", NULL},
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
