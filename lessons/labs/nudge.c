/* nudge.c - three numbers of a small model, each moved a little on its own:
 * what the loss does, and what its slope foretold. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/rng.h"
#include "engine/core/graph.h"
#include "engine/ops/arith.h"
#include "engine/ops/reduce.h"
#include "engine/ops/unary.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labonce.h"
#include "lessons/labs/labtable.h"

enum { MODEL, BY };
enum { NUMBERS = 3, DOTS = 20 };

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = "a, b and c of y = a + b x + c x^2",
               .kind = LAB_TEXT,
               .fallback = "0,0.5,0.2",
               .live = true},
    [BY] = {.name = "by",
            .help = "how far each number is moved",
            .kind = LAB_REAL,
            .fallback = "0.01",
            .low = 0.0001,
            .high = 2,
            .log = true,
            .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"up, down", "choose a number"},
    {"Enter", "move it for good, against its slope"},
    {"m", "type a model"},
    {NULL, NULL},
};

struct found {
    float model[NUMBERS], x[DOTS], y[DOTS];
    double by, loss, slope[NUMBERS], after[NUMBERS];
};

/* Dots around 1 + 2 x - x^2. */
static void draw_dots(struct found *f, uint64_t seed)
{
    struct rng rng = rng_make(seed, 0);

    for (int i = 0; i < DOTS; i++) {
        const float x = 2.0f * (float)i / (DOTS - 1) - 1.0f;

        f->x[i] = x;
        f->y[i] = 1.0f + 2.0f * x - x * x + 0.1f * rng_normal(&rng);
    }
}

/* The mean of the squared misses of the model `p`, three tensors of [1]. */
static struct tensor *loss_of(struct graph *g, const struct found *f,
                              struct tensor *const p[NUMBERS])
{
    struct tensor *x = labonce_row(g, f->x, DOTS);
    struct tensor *line = arith_add(g, arith_mul(g, x, p[1]), p[0]);
    struct tensor *guess =
        arith_add(g, line, arith_mul(g, unary_square(g, x), p[2]));
    struct tensor *miss = arith_sub(g, guess, labonce_row(g, f->y, DOTS));

    return reduce_mean(g, unary_square(g, miss), REDUCE_ALL);
}

static struct tensor *loss_at(struct graph *g, const struct found *f,
                              const float at[NUMBERS],
                              struct tensor *p[NUMBERS])
{
    for (int i = 0; i < NUMBERS; i++) {
        p[i] = labonce_row(g, at + i, 1);
        if (p[i]) {
            p[i]->needs_grad = true;
            graph_keep_grad(g, p[i]);
        }
    }
    return loss_of(g, f, p);
}

static struct status find(void *found, const struct lab_run *r, struct graph *g)
{
    struct found *f = found;
    struct tensor *p[NUMBERS];

    STATUS_TRY(
        labnumbers_read(r->value[MODEL].text, "model", NUMBERS, f->model));
    f->by = r->value[BY].number;
    draw_dots(f, r->seed);
    struct tensor *loss = loss_at(g, f, f->model, p);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, loss));
    f->loss = labonce_at(loss, 0);
    for (int i = 0; i < NUMBERS; i++)
        f->slope[i] = labonce_at(p[i]->grad, 0);
    for (int i = 0; i < NUMBERS; i++) {
        float moved[NUMBERS] = {f->model[0], f->model[1], f->model[2]};

        moved[i] += (float)f->by;
        f->after[i] = labonce_at(loss_at(g, f, moved, p), 0);
    }
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    return labonce_fill_on(r, "reference", sizeof(struct found), find);
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

static double change(const struct found *f, int i)
{
    return f->after[i] - f->loss;
}

static double foretold(const struct found *f, int i)
{
    return f->slope[i] * f->by;
}

static int chosen(const struct lab_view *view)
{
    return view && labcells_has(view, NUMBERS, 1) ? view->row : -1;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;

    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD, "loss %.5f", f->loss);
    canvas_printf(cv, 1, 0, INK_DIM, "  %-4s %9s %10s %14s %14s", "", "value",
                  "slope", "slope x by", "loss changed");
    for (int i = 0; i < NUMBERS; i++)
        canvas_printf(
            cv, 2 + i, 0, chosen(view) == i ? INK_FOCUS | INK_BOLD : INK_TEXT,
            "%c %-4c %9.4f %10.4f %14.6f %14.6f", chosen(view) == i ? '>' : ' ',
            "abc"[i], (double)f -> model[i], f -> slope[i], foretold(f, i),
            change(f, i));
    canvas_printf(cv, 6, 0, INK_DIM, "each moved by %g, on its own", f->by);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out, "The loss is %.5f. Each number is moved by %g.\n", f->loss,
               f->by);
    for (int i = 0; i < NUMBERS; i++)
        buf_printf(out,
                   "%c = %.4f: slope %.4f, foretold %.6f, the loss changed by "
                   "%.6f.\n",
                   "abc"[i], (double)f -> model[i], f -> slope[i],
                   foretold(f, i), change(f, i));
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{sf sf s[fff] s[fff] s[fff]}", "loss", f->loss, "by",
                     f->by, "slopes", f->slope[0], f->slope[1], f->slope[2],
                     "foretold", foretold(f, 0), foretold(f, 1), foretold(f, 2),
                     "changed", change(f, 0), change(f, 1), change(f, 2));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    struct lab_answer a = {.wish = LAB_TURN, .knob = MODEL};
    double to[NUMBERS];

    if (code == 'm')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = MODEL};
    if (code != LAB_KEY_ENTER || chosen(view) < 0)
        return labcells_key(view, NUMBERS, 1, (const int[]){0, 0}, code);
    for (int i = 0; i < NUMBERS; i++)
        to[i] = (double)f->model[i];
    to[view->row] -= copysign(f->by, f->slope[view->row]);
    snprintf(a.text, sizeof a.text, "%.6g,%.6g,%.6g", to[0], to[1], to[2]);
    return a;
}

const struct lab nudge_lab = {
    .name = "nudge",
    .question = "What does one number do to the loss?",
    .about = "A curve with three numbers and its misses at twenty dots. The "
             "tape gives a slope for each number; then each is really moved.",
    .sources = (const char *const[]){"engine/core/graph_backward.c",
                                     "lessons/labs/nudge.c:loss_of", NULL},
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
