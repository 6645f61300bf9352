/* gradient_contour.c - the slope at one point of a surface: from the tape, and
 * by walking a little to both sides. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/surface.h"
#include "viz/contour.h"

enum { SURFACE, AT, H, NUMBERS };
enum { SWEEP = 8 };
#define STEP 0.25

static const char *const numbers[] = {"f32", "f64", NULL};

static const struct lab_knob knobs[] = {
    [SURFACE] = {.name = "surface",
                 .help = "what lies over the plane",
                 .kind = LAB_CHOICE,
                 .fallback = "bowl",
                 .choices = surface_names,
                 .live = true},
    [AT] = {.name = "point",
            .help = "the point: x and y",
            .kind = LAB_TEXT,
            .fallback = "1,0.5",
            .live = true},
    [H] = {.name = "h",
           .help = "how far to walk to each side",
           .kind = LAB_REAL,
           .fallback = "0.01",
           .low = 1e-9,
           .high = 1,
           .log = true,
           .live = true},
    [NUMBERS] = {.name = "numbers",
                 .help = "numbers of 7 digits, or of 16",
                 .kind = LAB_CHOICE,
                 .fallback = "f32",
                 .choices = numbers,
                 .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "move the point"},
    {"f", "another surface"},
    {"n", "numbers of 7 digits or of 16"},
    {NULL, NULL},
};

struct found {
    int surface, numbers;
    float at[2], field[SURFACE_SIDE * SURFACE_SIDE];
    double h, value, length, gradient[2], central[2], error;
    double sweep_h[SWEEP], sweep_error[SWEEP]; /* 0.1, 0.01, ... */
};

static double height(struct graph *g, int kind, double x, double y)
{
    static const int64_t shape[] = {1, 2};
    struct tensor *at = graph_real(g, 2, shape);

    if (!at)
        return 0.0;
    if (at->type == TENSOR_F64) {
        ((double *)tensor_at(at, 0))[0] = x;
        ((double *)tensor_at(at, 0))[1] = y;
    } else {
        ((float *)tensor_at(at, 0))[0] = (float)x;
        ((float *)tensor_at(at, 0))[1] = (float)y;
    }
    return labonce_at(surface_op(g, (enum surface_kind)kind, at), 0);
}

static void central(const struct found *f, struct graph *g, double h,
                    double out[2])
{
    const double x = (double)f->at[0], y = (double)f->at[1];

    out[0] =
        (height(g, f->surface, x + h, y) - height(g, f->surface, x - h, y)) /
        (2.0 * h);
    out[1] =
        (height(g, f->surface, x, y + h) - height(g, f->surface, x, y - h)) /
        (2.0 * h);
}

static double error_of(const struct found *f, const double other[2])
{
    return fmax(fabs(other[0] - f->gradient[0]),
                fabs(other[1] - f->gradient[1]));
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    static const int64_t shape[] = {1, 2};
    struct found *f = found;

    STATUS_TRY(labnumbers_read(r->value[AT].text, "point", 2, f->at));
    f->surface = (int)r->value[SURFACE].number;
    f->numbers = (int)r->value[NUMBERS].number;
    f->h = r->value[H].number;
    STATUS_TRY(surface_field(g, (enum surface_kind)f->surface, f->field));
    struct tensor *at = graph_floats(g, 2, shape, f->at);
    if (at) {
        at->needs_grad = true;
        graph_keep_grad(g, at);
    }
    struct tensor *z = surface_op(g, (enum surface_kind)f->surface, at);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, z));
    f->value = labonce_at(z, 0);
    f->gradient[0] = labonce_at(at->grad, 0);
    f->gradient[1] = labonce_at(at->grad, 1);
    f->length = hypot(f->gradient[0], f->gradient[1]);
    central(f, g, f->h, f->central);
    f->error = error_of(f, f->central);
    for (int i = 0; i < SWEEP; i++) {
        double other[2];

        f->sweep_h[i] = pow(10.0, -1.0 - i);
        central(f, g, f->sweep_h[i], other);
        f->sweep_error[i] = error_of(f, other);
    }
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill_on(
        r, r->value[NUMBERS].number > 0.5 ? "reference" : "auto",
        sizeof(struct found), find);
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
    canvas_printf(cv, 0, 0, INK_TEXT, "at (%.3g, %.3g) height %.4g",
                  (double)f->at[0], (double)f->at[1], f->value);
    canvas_printf(cv, 1, 0, INK_TITLE | INK_BOLD, "gradient (%.4f, %.4f)",
                  f->gradient[0], f->gradient[1]);
    canvas_printf(cv, 2, 0, INK_TEXT, "by sides (%.4f, %.4f)", f->central[0],
                  f->central[1]);
    canvas_printf(cv, 3, 0, INK_TEXT, "h %g: off by %.1e", f->h, f->error);
    /* Where there is little room, three of them. */
    const bool low = cv->rows < 4 + SWEEP;
    for (int i = low ? 2 : 0, row = 4; i < SWEEP; i += low ? 2 : 1)
        canvas_printf(cv, row++, 0, INK_DIM, "h %.0e off by %.1e",
                      f->sweep_h[i], f->sweep_error[i]);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const double by = f->length > 0.0 ? 0.4 / f->length : 0.0;
    const float down[] = {f->at[0], f->at[1],
                          f->at[0] - (float)(by * f->gradient[0]),
                          f->at[1] - (float)(by * f->gradient[1])};
    const struct contour_path path = {"down from here", down, 2};
    const struct contour c = {.field = {f->field, SURFACE_SIDE, SURFACE_SIDE,
                                        -SURFACE_REACH, SURFACE_REACH,
                                        -SURFACE_REACH, SURFACE_REACH},
                              .path = &path,
                              .paths = 1,
                              .arrows = true};
    struct canvas_rect at = canvas_whole(cv);

    (void)view;
    draw_numbers(f, cv);
    if (cv->cols >= 60) {
        at.col = 34;
        at.cols -= 34;
    } else {
        at.row = 4 + SWEEP;
        at.rows -= 4 + SWEEP;
    }
    if (at.rows >= 6)
        contour_draw(&c, cv, at);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "At (%g, %g) the %s is %.4g high. The gradient is (%.5f, %.5f), "
               "of length %.4f; walking %g to both sides gives (%.5f, %.5f), "
               "off by %.1e.\n",
               (double)f->at[0], (double)f->at[1], surface_names[f->surface],
               f->value, f->gradient[0], f->gradient[1], f->length, f->h,
               f->central[0], f->central[1], f->error);
    for (int i = 0; i < SWEEP; i++)
        buf_printf(out, "With h = %.0e it is off by %.1e.\n", f->sweep_h[i],
                   f->sweep_error[i]);
}

static json_t *doubles(const double *x, int n)
{
    json_t *out = json_array();

    for (int i = 0; i < n; i++)
        json_array_append_new(out, json_real(x[i]));
    return out;
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{s[ff] sf so sf so sf sf so so}", "at", (double)f->at[0],
                     (double)f->at[1], "height", f->value, "gradient",
                     doubles(f->gradient, 2), "length", f->length, "central",
                     doubles(f->central, 2), "h", f->h, "error", f->error,
                     "sweep_h", doubles(f->sweep_h, SWEEP), "sweep_error",
                     doubles(f->sweep_error, SWEEP));
}

static struct lab_answer move(const struct found *f, double x, double y)
{
    struct lab_answer a = {.wish = LAB_TURN, .knob = AT};

    snprintf(a.text, sizeof a.text, "%g,%g", (double)f->at[0] + x,
             (double)f->at[1] + y);
    return a;
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    switch (code) {
    case LAB_KEY_LEFT:
        return move(f, -STEP, 0.0);
    case LAB_KEY_RIGHT:
        return move(f, STEP, 0.0);
    case LAB_KEY_UP:
        return move(f, 0.0, STEP);
    case LAB_KEY_DOWN:
        return move(f, 0.0, -STEP);
    case 'f':
        return labcells_next(knobs, SURFACE, f->surface);
    case 'n':
        return labcells_next(knobs, NUMBERS, f->numbers);
    default:
        return (struct lab_answer){.wish = LAB_IGNORED};
    }
}

const struct lab gradient_contour_lab = {
    .name = "gradient-contour",
    .question = "Which way is up, and how steep is it?",
    .about = "A point on a surface. The engine's tape gives the gradient; two "
             "heights on either side give it, too, as well as the step and "
             "the numbers allow.",
    .sources = (const char *const[]){"engine/core/graph_backward.c",
                                     "lessons/labs/surface.c:surface_op", NULL},
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
