/* vector_plane.c - two vectors on the plane: their sum, dot product and angle,
 * and the shadow that one casts on the other. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/ops/arith.h"
#include "engine/ops/unary.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "viz/arrows.h"

enum { A, B, SCALE, SHOW, DIVIDE };
enum { SUM, DOT, PROJECTION };

#define PI      3.14159265358979323846
#define TURN    (PI / 12) /* 15 degrees a key */
#define STRETCH 1.25

static const char *const shows[] = {"sum", "dot", "projection", NULL};
static const char *const divisors[] = {"b.b", "length", "nothing", NULL};
enum { BY_SQUARE, BY_LENGTH, BY_NOTHING };

static const struct lab_knob knobs[] = {
    [A] = {.name = "a",
           .help = "the first vector: x and y with a comma between",
           .kind = LAB_TEXT,
           .fallback = "3,4",
           .live = true},
    [B] = {.name = "b",
           .help = "the second vector, which the arrow keys turn",
           .kind = LAB_TEXT,
           .fallback = "4,3",
           .live = true},
    [SCALE] = {.name = "scale",
               .help = "b is taken so many times",
               .kind = LAB_REAL,
               .fallback = "1",
               .low = -10,
               .high = 10,
               .live = true},
    [SHOW] = {.name = "show",
              .help = "which third arrow is drawn",
              .kind = LAB_CHOICE,
              .fallback = "dot",
              .choices = shows,
              .live = true},
    [DIVIDE] = {.name = "divide",
                .help = "what a.b is divided by to get the amount of b in a",
                .kind = LAB_CHOICE,
                .fallback = "b.b",
                .choices = divisors,
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"left, right", "turn b by 15 degrees"},
    {"up, down", "make b longer, shorter"},
    {"a, b", "type a vector"},
    {"s", "sum, dot, projection"},
    {"d", "divide the projection by something else"},
    {NULL, NULL},
};

struct found {
    float a[2], b[2], given[2]; /* b is `given` times the scale */
    int show, divide;
    double sum[2], product[2], dot, length_a, length_b, cosine, degrees;
    double amount, along[2], rest[2], rest_dot_b;
};

static struct tensor *length(struct graph *g, struct tensor *x)
{
    return unary_sqrt(g, labonce_dot(g, x, x));
}

static void pair(double out[2], const struct tensor *t)
{
    out[0] = labonce_at(t, 0);
    out[1] = labonce_at(t, 1);
}

static void project(struct found *f, struct graph *g, struct tensor *a,
                    struct tensor *b)
{
    struct tensor *amount = labonce_dot(g, a, b);

    if (f->divide == BY_SQUARE)
        amount = arith_div(g, amount, labonce_dot(g, b, b));
    else if (f->divide == BY_LENGTH)
        amount = arith_div(g, amount, length(g, b));
    struct tensor *along = arith_mul(g, b, amount);
    struct tensor *rest = arith_sub(g, a, along);

    f->amount = labonce_at(amount, 0);
    pair(f->along, along);
    pair(f->rest, rest);
    f->rest_dot_b = labonce_at(labonce_dot(g, rest, b), 0);
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;

    STATUS_TRY(labnumbers_read(r->value[A].text, "a", 2, f->a));
    STATUS_TRY(labnumbers_read(r->value[B].text, "b", 2, f->given));
    f->show = (int)r->value[SHOW].number;
    f->divide = (int)r->value[DIVIDE].number;
    struct tensor *a = labonce_row(g, f->a, 2);
    struct tensor *b =
        arith_scale(g, labonce_row(g, f->given, 2), r->value[SCALE].number);
    struct tensor *la = length(g, a), *lb = length(g, b);
    double scaled[2];

    pair(scaled, b);
    f->b[0] = (float)scaled[0];
    f->b[1] = (float)scaled[1];
    f->length_a = labonce_at(la, 0);
    f->length_b = labonce_at(lb, 0);
    if (!graph_failed(g) && !(f->length_a > 0.0 && f->length_b > 0.0)) {
        return status_fail(STATUS_BAD_USAGE,
                           "a vector of length 0 has no direction: give a and "
                           "b a number that is not 0, and a scale");
    }
    pair(f->sum, arith_add(g, a, b));
    pair(f->product, arith_mul(g, a, b));
    struct tensor *dot = labonce_dot(g, a, b);
    f->dot = labonce_at(dot, 0);
    f->cosine = labonce_at(arith_div(g, dot, arith_mul(g, la, lb)), 0);
    f->degrees = acos(fmax(-1.0, fmin(1.0, f->cosine))) * 180.0 / PI;
    project(f, g, a, b);
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

static void draw_numbers(const struct found *f, struct canvas *cv)
{
    canvas_printf(cv, 0, 0, INK_TEXT, "a.b = %.4g + %.4g = %.4g", f->product[0],
                  f->product[1], f->dot);
    canvas_printf(cv, 1, 0, INK_TEXT, "length a %.4g  b %.4g", f->length_a,
                  f->length_b);
    canvas_printf(cv, 2, 0, INK_TITLE | INK_BOLD, "cosine %.4f, %.0f degrees",
                  f->cosine, f->degrees);
    if (f->show == SUM)
        canvas_printf(cv, 3, 0, INK_TEXT, "a + b = (%.4g, %.4g)", f->sum[0],
                      f->sum[1]);
    if (f->show != PROJECTION)
        return;
    canvas_printf(cv, 3, 0, INK_TEXT, "a.b / %s = %.4g", divisors[f->divide],
                  f->amount);
    canvas_printf(cv, 4, 0, INK_TEXT, "along b (%.4g, %.4g)", f->along[0],
                  f->along[1]);
    canvas_printf(cv, 5, 0, INK_TEXT, "rest (%.4g, %.4g)", f->rest[0],
                  f->rest[1]);
    canvas_printf(cv, 6, 0, INK_TITLE | INK_BOLD, "rest.b = %.4g",
                  f->rest_dot_b);
}

static int arrows_of(const struct found *f, struct arrows_one one[4])
{
    one[0] = (struct arrows_one){"a", f->a[0], f->a[1], 0, 0};
    one[1] = (struct arrows_one){"b", f->b[0], f->b[1], 0, 0};
    if (f->show == SUM) {
        one[2] = (struct arrows_one){"a + b", (float)f->sum[0],
                                     (float)f->sum[1], 0, 0};
        return 3;
    }
    one[2] = (struct arrows_one){"along", (float)f->along[0],
                                 (float)f->along[1], 0, 0};
    one[3] = (struct arrows_one){"rest", (float)f->rest[0], (float)f->rest[1],
                                 (float)f->along[0], (float)f->along[1]};
    return f->show == PROJECTION ? 4 : 2;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    struct arrows_one one[4];
    const struct arrows arrows = {.one = one, .count = arrows_of(f, one)};
    struct canvas_rect at = canvas_whole(cv);

    (void)view;
    draw_numbers(f, cv);
    if (cv->cols >= 60) {
        at.col = 30;
        at.cols -= 30;
    } else {
        at.row = 7;
        at.rows -= 7;
    }
    if (at.rows >= 6)
        arrows_draw(&arrows, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "a = (%g, %g) and b = (%g, %g): the dot product is %.4g, the "
               "cosine %.4f, an angle of %.1f degrees.\n",
               (double)f->a[0], (double)f->a[1], (double)f->b[0],
               (double)f->b[1], f->dot, f->cosine, f->degrees);
    buf_printf(out, "a is %.4g long and b %.4g. Their sum is (%.4g, %.4g).\n",
               f->length_a, f->length_b, f->sum[0], f->sum[1]);
    buf_printf(out,
               "Divided by %s, a holds b %.4g times: (%.4g, %.4g) along b, "
               "and a rest of (%.4g, %.4g), whose dot product with b is "
               "%.4g.\n",
               divisors[f->divide], f->amount, f->along[0], f->along[1],
               f->rest[0], f->rest[1], f->rest_dot_b);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack(
        "{s[ff] s[ff] s[ff] s[ff] sf sf sf sf sf s{sf s[ff] s[ff] sf}}", "a",
        (double)f->a[0], (double)f->a[1], "b", (double)f->b[0], (double)f->b[1],
        "sum", f->sum[0], f->sum[1], "products", f->product[0], f->product[1],
        "dot", f->dot, "length_a", f->length_a, "length_b", f->length_b,
        "cosine", f->cosine, "degrees", f->degrees, "projection", "amount",
        f->amount, "along", f->along[0], f->along[1], "rest", f->rest[0],
        f->rest[1], "rest_dot_b", f->rest_dot_b);
}

/* b as it was given, turned and stretched. */
static struct lab_answer move(const struct found *f, double angle,
                              double stretch)
{
    const double x = (double)f->given[0], y = (double)f->given[1];
    struct lab_answer a = {.wish = LAB_TURN, .knob = B};

    snprintf(a.text, sizeof a.text, "%.5g,%.5g",
             stretch * (x * cos(angle) - y * sin(angle)),
             stretch * (x * sin(angle) + y * cos(angle)));
    return a;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    switch (code) {
    case LAB_KEY_LEFT:
        return move(f, TURN, 1.0);
    case LAB_KEY_RIGHT:
        return move(f, -TURN, 1.0);
    case LAB_KEY_UP:
        return move(f, 0.0, STRETCH);
    case LAB_KEY_DOWN:
        return move(f, 0.0, 1.0 / STRETCH);
    case 'a':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = A};
    case 'b':
        return (struct lab_answer){.wish = LAB_EDIT, .knob = B};
    case 's':
        return labcells_next(knobs, SHOW, f->show);
    case 'd':
        return labcells_next(knobs, DIVIDE, f->divide);
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}

const struct lab vector_plane_lab = {
    .name = "vector-plane",
    .question = "What do two vectors have in common?",
    .about = "Two vectors on the plane, their sum, the products of their "
             "numbers and what these add up to. Turn one and watch dot "
             "product, cosine and shadow follow.",
    .sources =
        (const char *const[]){"engine/kernels/k_reduce.c:reduce_sum_forward",
                              "engine/kernels/k_arith.c:arith_mul_forward",
                              NULL},
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
