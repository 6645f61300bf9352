/* activation_curves.c - a bend and its slope, both from the engine: forward,
 * and back over the tape. */
#include <math.h>
#include <stdlib.h>

#include "engine/core/graph.h"
#include "engine/ops/activation.h"
#include "engine/ops/reduce.h"
#include "engine/ops/unary.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/chart.h"

enum { BEND, LAYERS };
enum { POINTS = 241, MIDDLE = POINTS / 2 };
enum { STEP_BEND, BENDS = 6 };

#define SIDE        6.0
#define FLAT        0.01
#define GRAPH_BYTES ((size_t)1 << 24)

static const char *const bends[] = {"step", "sigmoid", "tanh", "relu",
                                    "gelu", "silu",    NULL};
static struct tensor *(*const op[BENDS])(struct graph *, struct tensor *) = {
    NULL,           unary_sigmoid, unary_tanh, activation_relu, activation_gelu,
    activation_silu};

static const struct lab_knob knobs[] = {
    [BEND] = {.name = "f",
              .help = "the bend that is drawn",
              .kind = LAB_CHOICE,
              .fallback = "sigmoid",
              .choices = bends,
              .live = true},
    [LAYERS] = {.name = "layers",
                .help = "how many of them stand behind each other",
                .kind = LAB_WHOLE,
                .fallback = "10",
                .low = 1,
                .high = 100,
                .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {{"f", "the next bend"}, {NULL, NULL}};

struct found {
    int bend, layers;
    float x[POINTS], y[POINTS], slope[POINTS];
};

static struct status compute(struct found *f)
{
    const int64_t n = POINTS;
    struct graph *g = graph_new(device_find("auto"), GRAPH_BYTES);

    if (!g)
        return status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    struct tensor *x = graph_floats(g, 1, &n, f->x);
    if (x)
        x->needs_grad = true;
    struct tensor *y = x ? op[f->bend](g, x) : NULL;
    struct tensor *sum = reduce_sum(g, y, REDUCE_ALL);
    if (x)
        graph_keep_grad(g, x);
    struct status st = graph_status(g);
    if (!st.code)
        st = graph_backward(g, sum);
    if (!st.code) {
        tensor_copy_floats(f->y, y);
        tensor_copy_floats(f->slope, x->grad);
    }
    graph_free(g);
    return st;
}

/* The step has no op: its slope is 0, so there is no way back through it. */
static struct status bend(struct found *f, const struct lab_run *r)
{
    f->bend = (int)r->value[BEND].number;
    f->layers = (int)r->value[LAYERS].number;
    for (int i = 0; i < POINTS; i++) {
        f->x[i] = (float)(SIDE * (i - MIDDLE) / MIDDLE);
        f->y[i] = i > MIDDLE ? 1.0f : 0.0f;
        f->slope[i] = 0.0f;
    }
    return f->bend == STEP_BEND ? STATUS_OK : compute(f);
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    return bend(r->state, r);
}

static void close(struct lab_run *r)
{
    free(r->state);
    r->state = NULL;
}

static struct status open(struct lab_run *r)
{
    struct found *f = calloc(1, sizeof *f);

    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for a curve");
    r->state = f;
    const struct status st = bend(f, r);
    if (st.code)
        close(r);
    return st;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

struct facts {
    double steepest, at_zero, flat, lowest, through;
};

static struct facts facts(const struct found *f)
{
    struct facts a = {.at_zero = (double)f->slope[MIDDLE],
                      .lowest = (double)f->y[0]};

    for (int i = 0; i < POINTS; i++) {
        a.steepest = fmax(a.steepest, fabs((double)f->slope[i]));
        a.flat += fabs((double)f->slope[i]) < FLAT;
        a.lowest = fmin(a.lowest, (double)f->y[i]);
    }
    a.flat /= POINTS;
    a.through = pow(a.steepest, f->layers);
    return a;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct facts a = facts(f);
    const struct chart_series line[] = {{bends[f->bend], f->x, f->y, POINTS},
                                        {"slope", f->x, f->slope, POINTS}};
    const struct chart chart = {.series = line,
                                .count = 2,
                                .x_name = "x",
                                .y_low = -1.0f,
                                .y_high = 1.5f};

    (void)view;
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%s: steepest %.3f; flat over %.0f %% of -6..6",
                  bends[f->bend], a.steepest, 100.0 * a.flat);
    canvas_printf(cv, 1, 0, INK_TEXT,
                  "%d in a row: slope at most %.3f ^ %d = %.2g", f->layers,
                  a.steepest, f->layers, a.through);
    chart_draw(&chart, cv, (struct canvas_rect){2, 0, cv->rows - 2, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct facts a = facts(f);

    (void)view;
    buf_printf(out,
               "The steepest slope of %s is %.3f, at 0 it is %.3f; over %.0f "
               "%% of the way from -6 to 6 it is below %.2f.\n",
               bends[f->bend], a.steepest, a.at_zero, 100.0 * a.flat, FLAT);
    buf_printf(out, "%d of them in a row pass on a slope of at most %.3g.\n",
               f->layers, a.through);
    for (int i = 0; i < POINTS; i += 20)
        buf_printf(out, "x %.0f: %.4f, slope %.4f.\n", (double)f->x[i],
                   (double)f->y[i], (double)f->slope[i]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct facts a = facts(f);

    (void)view;
    return json_pack(
        "{ss si sf sf sf sf sf so so so}", "f", bends[f->bend], "layers",
        f->layers, "steepest", a.steepest, "slope_at_zero", a.at_zero, "flat",
        a.flat, "lowest", a.lowest, "through", a.through, "x",
        labnumbers_row(f->x, POINTS), "y", labnumbers_row(f->y, POINTS),
        "slope", labnumbers_row(f->slope, POINTS));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    if (code == 'f')
        return labcells_next(knobs, BEND, f->bend);
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab activation_curves_lab = {
    .name = "activation-curves",
    .question = "Where does a bend let a gradient through?",
    .about = "A bend and its slope at every place, both computed by the "
             "engine: forward, and back over the tape.",
    .sources =
        (const char *const[]){
            "engine/kernels/k_activation.c:activation_silu_backward",
            "engine/kernels/k_unary.c:unary_sigmoid_backward", NULL},
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
