/* width_fit.c - one hidden layer against a curve that the learner draws: how
 * much wider, how much closer? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/ops/arith.h"
#include "engine/ops/reduce.h"
#include "engine/ops/unary.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/smallnet.h"
#include "viz/bars.h"
#include "viz/chart.h"

enum { CURVE, WIDTHS, ACTIVATION, STEPS };
enum { POINTS = 97, MOST_KNEES = 12, MOST_WIDTHS = 8, CHUNK = 50 };

#define RATE        0.02
#define GRAPH_BYTES ((size_t)1 << 26)
#define BIAS_STREAM ((uint64_t)1 << 41)

static const char *const bends[] = {"relu", "tanh", "sigmoid",
                                    "gelu", "silu", NULL};

static const struct lab_knob knobs[] = {
    [CURVE] = {.name = "curve",
               .help = "heights of its 2 to 12 knees, from left to right",
               .kind = LAB_TEXT,
               .fallback = "0,1,-0.5,0.5,-1,0.5,0"},
    [WIDTHS] = {.name = "widths",
                .help = "hidden units of each network",
                .kind = LAB_TEXT,
                .fallback = "1,2,4,8,16,32,64"},
    [ACTIVATION] = {.name = "activation",
                    .help = "the bend behind the hidden layer",
                    .kind = LAB_CHOICE,
                    .fallback = "relu",
                    .choices = bends},
    [STEPS] = {.name = "steps",
               .help = "training steps of each network",
               .kind = LAB_WHOLE,
               .fallback = "1500",
               .low = 1,
               .high = 20000},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"left, right", "the fit of a smaller or a larger network"},
    {"e", "draw another curve: the heights of its knees"},
    {NULL, NULL},
};

struct found {
    int widths, done, steps; /* done: networks */
    int width[MOST_WIDTHS];
    float x[POINTS], y[POINTS];
    float fit[MOST_WIDTHS][POINTS];
    float error[MOST_WIDTHS]; /* root of the mean square */
};

struct state {
    struct found found;
    struct smallnet net; /* of the network that trains */
    struct graph *graph;
    int step;
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        graph_free(s->graph);
        smallnet_release(&s->net);
    }
    free(s);
    r->state = NULL;
}

/* Straight lines from knee to knee over -1..1. */
static struct status draw_curve(struct found *f, const char *text)
{
    float knee[MOST_KNEES];
    int knees = 1;

    for (const char *at = text; *at; at++)
        knees += *at == ',';
    if (knees < 2 || knees > MOST_KNEES)
        return status_fail(STATUS_BAD_USAGE,
                           "curve is 2 to %d heights with commas between, not "
                           "%d",
                           MOST_KNEES, knees);
    STATUS_TRY(labnumbers_read(text, "curve", knees, knee));
    for (int i = 0; i < POINTS; i++) {
        const float way = (float)i / (POINTS - 1) * (float)(knees - 1);
        const int left = (int)way < knees - 1 ? (int)way : knees - 2;
        const float part = way - (float)left;

        f->x[i] = 2.0f * (float)i / (POINTS - 1) - 1.0f;
        f->y[i] = knee[left] + part * (knee[left + 1] - knee[left]);
    }
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    static const int range[] = {1, SMALLNET_WIDTH};
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a curve");
    struct found *f = &s->found;
    struct status st = draw_curve(f, r->value[CURVE].text);
    if (!st.code)
        st = labnumbers_read_whole(r->value[WIDTHS].text, "widths", range,
                                   MOST_WIDTHS, f->width, &f->widths);
    f->steps = (int)r->value[STEPS].number;
    s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!st.code && !s->graph)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    if (st.code) {
        close(r);
        return st;
    }
    graph_set_hook(s->graph, r->hook);
    return STATUS_OK;
}

/* The bends stand everywhere between -1 and 1, not all at 0: unit i bends where
 * its weight times x is minus its bias. */
static void spread_bends(struct state *s, uint64_t seed)
{
    struct rng rng = rng_make(seed, BIAS_STREAM);
    const int width = s->net.part[0].out;

    for (int i = 0; i < width; i++) {
        float *w = smallnet_weight(&s->net, 0, i, 0);
        const float place = 2.0f * rng_uniform(&rng) - 1.0f;

        *w = i % 2 ? -3.0f : 3.0f;
        *smallnet_weight(&s->net, 0, i, 1) = -*w * place;
    }
    params_touch(s->net.params);
}

static struct status make_net(struct state *s, const struct lab_run *r)
{
    char spec[SMALLNET_SPEC];

    snprintf(spec, sizeof spec, "linear %d %s linear 1",
             s->found.width[s->found.done],
             bends[(int)r->value[ACTIVATION].number]);
    STATUS_TRY(smallnet_read(&s->net, spec, 1));
    STATUS_TRY(smallnet_build(&s->net, device_find("auto"), 0.5, r->seed));
    spread_bends(s, r->seed);
    s->step = 0;
    return STATUS_OK;
}

static struct status train(struct state *s)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    static const int64_t shape[] = {POINTS, 1};
    struct found *f = &s->found;
    struct graph *g = s->graph;
    /* The rate comes down to nothing, so that the end is at rest. */
    const double rate = RATE * (1.0 - (double)s->step / f->steps);

    graph_reset(g);
    graph_set_gradients(g, true);
    params_zero_grads(s->net.params);
    struct tensor *y =
        smallnet_forward(&s->net, g, graph_floats(g, 2, shape, f->x), NULL);
    struct tensor *off = arith_sub(g, y, graph_floats(g, 2, shape, f->y));
    struct tensor *loss = reduce_mean(g, unary_square(g, off), REDUCE_ALL);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, loss));
    params_settle_grads(s->net.params);
    STATUS_TRY(optimizer_step(s->net.params, &adam, rate, 1.0, s->step + 1));
    params_touch(s->net.params);
    s->step++;
    return STATUS_OK;
}

static struct status measure(struct state *s)
{
    struct found *f = &s->found;
    float *fit = f->fit[f->done];
    double squares = 0.0;

    STATUS_TRY(smallnet_ask(&s->net, s->graph, f->x, POINTS, fit, NULL));
    for (int i = 0; i < POINTS; i++) {
        const double off = (double)fit[i] - (double)f->y[i];

        squares += off * off;
    }
    f->error[f->done] = (float)sqrt(squares / POINTS);
    return STATUS_OK;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct state *s = r->state;
    struct found *f = &s->found;

    if (!s->net.params)
        STATUS_TRY(make_net(s, r));
    for (int i = 0; i < CHUNK && s->step < f->steps; i++)
        STATUS_TRY(train(s));
    if (s->step == f->steps) {
        STATUS_TRY(measure(s));
        graph_reset(s->graph);
        smallnet_release(&s->net);
        f->done++;
    }
    *more = f->done < f->widths;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* The network that is shown: the chosen one, else the last one done. */
static int shown(const struct found *f, const struct lab_view *view)
{
    return view->col >= 0 && view->col < f->done ? view->col : f->done - 1;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const int i = shown(f, view);
    char label[MOST_WIDTHS][16], name[24] = "fit";
    struct bars_row row[MOST_WIDTHS];
    const struct chart_series line[] = {
        {"curve", f->x, f->y, POINTS},
        {name, f->x, i < 0 ? f->y : f->fit[i], i < 0 ? 0 : POINTS}};
    const struct chart chart = {.series = line, .count = 2, .x_name = "x"};
    const struct bars bars = {.row = row,
                              .count = f->done,
                              .decimals = 4,
                              .cursor = true,
                              .at_row = i};
    const int rows = cv->rows - f->widths - 1;

    if (i >= 0)
        snprintf(name, sizeof name, "%d units", f->width[i]);
    for (int k = 0; k < f->done; k++) {
        snprintf(label[k], sizeof label[k], "%d units", f->width[k]);
        row[k] = (struct bars_row){label[k], f->error[k]};
    }
    chart_draw(&chart, cv, (struct canvas_rect){0, 0, rows, cv->cols});
    canvas_text(cv, rows, 0, "error (root of the mean square)",
                INK_TITLE | INK_BOLD);
    bars_draw(&bars, cv,
              (struct canvas_rect){rows + 1, 0, f->widths, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    if (!f->done)
        return;
    buf_printf(out,
               "With %d units the fit is off by %.4f, with %d by %.4f (root "
               "of the mean square).\n",
               f->width[0], (double)f->error[0], f->width[f->done - 1],
               (double)f->error[f->done - 1]);
    for (int i = 0; i < f->done; i++)
        buf_printf(out, "%d units, %d weights: error %.4f.\n", f->width[i],
                   3 * f->width[i] + 1, (double)f->error[i]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *width = json_array(), *by_width = json_object();

    (void)view;
    for (int i = 0; i < f->done; i++) {
        char name[16];

        snprintf(name, sizeof name, "w%d", f->width[i]);
        json_array_append_new(width, json_integer(f->width[i]));
        json_object_set_new(by_width, name, json_real((double)f->error[i]));
    }
    return json_pack("{so so so so so}", "widths", width, "error",
                     labnumbers_row(f->error, f->done), "off", by_width,
                     "curve", labnumbers_row(f->y, POINTS), "fits",
                     labnumbers_table(f->fit[0], f->done, POINTS));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    if (code == 'e')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = CURVE};
    if (f->done && (code == LAB_KEY_LEFT || code == LAB_KEY_RIGHT)) {
        const int to = shown(f, view) + (code == LAB_KEY_RIGHT ? 1 : -1);

        view->row = 0;
        view->col = to < 0 ? 0 : to >= f->done ? f->done - 1 : to;
        return (struct lab_answer){.wish = LAB_REDRAW};
    }
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab width_fit_lab = {
    .name = "width-fit",
    .question = "How many units does a curve need?",
    .about = "Networks of one hidden layer, each wider than the last, learn "
             "one curve over -1 to 1. The curve is the learner's.",
    .sources =
        (const char *const[]){"lessons/labs/smallnet.c:smallnet_forward", NULL},
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
};
