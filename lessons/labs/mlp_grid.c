/* mlp_grid.c - the same dots and the same steps for networks of every depth
 * and width: which form is worth its weights? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/smallnet.h"
#include "viz/heatmap.h"

enum { DATA, ACTIVATION, DEPTHS, WIDTHS, STEPS, RATE };
enum { MOST = 8, DOTS = 200, CHUNK = 50, RUN = 256 };

#define UNSEEN_STREAM ((uint64_t)1 << 40)
#define NOISE         0.03
#define GRAPH_BYTES   ((size_t)1 << 28)

static const char *const bends[] = {"none", "relu", "tanh", "sigmoid",
                                    "gelu", "silu", NULL};

static const struct lab_knob knobs[] = {
    [DATA] = {.name = "data",
              .help = "how the dots lie",
              .kind = LAB_CHOICE,
              .fallback = "spirals",
              .choices = dotset_names},
    [ACTIVATION] = {.name = "activation",
                    .help = "the bend behind each hidden layer",
                    .kind = LAB_CHOICE,
                    .fallback = "tanh",
                    .choices = bends},
    [DEPTHS] = {.name = "depths",
                .help = "hidden layers, at most 8 of them",
                .kind = LAB_TEXT,
                .fallback = "1,2,3,4"},
    [WIDTHS] = {.name = "widths",
                .help = "units a layer",
                .kind = LAB_TEXT,
                .fallback = "2,4,8,16,32"},
    [STEPS] = {.name = "steps",
               .help = "training steps of each network",
               .kind = LAB_WHOLE,
               .fallback = "400",
               .low = 1,
               .high = 5000},
    [RATE] = {.name = "lr",
              .help = "learning rate of all of them",
              .kind = LAB_REAL,
              .fallback = "0.02",
              .low = 1e-5,
              .high = 10.0,
              .log = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"arrows", "choose a network: its run string stands below"},
    {NULL, NULL},
};

struct found {
    int data, bend, steps, depths, widths, done; /* done: networks */
    double rate;
    unsigned long long seed;
    int depth[MOST], width[MOST], size[MOST * MOST];
    float right[MOST * MOST]; /* on unseen dots; 0 until it is known */
};

struct state {
    struct found found;
    struct smallnet net; /* of the network that trains */
    struct graph *graph;
    struct dotset dots, unseen;
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

static struct status open_parts(struct state *s, const struct lab_run *r)
{
    static const int depths[] = {1, MOST}, widths[] = {1, SMALLNET_WIDTH};
    struct found *f = &s->found;
    const struct lab_value *v = r->value;

    STATUS_TRY(labnumbers_read_whole(v[DEPTHS].text, "depths", depths, MOST,
                                     f->depth, &f->depths));
    STATUS_TRY(labnumbers_read_whole(v[WIDTHS].text, "widths", widths, MOST,
                                     f->width, &f->widths));
    f->data = (int)v[DATA].number;
    f->bend = (int)v[ACTIVATION].number;
    f->steps = (int)v[STEPS].number;
    f->rate = v[RATE].number;
    f->seed = r->seed;
    for (int i = 0; i < MOST * MOST; i++)
        f->right[i] = 0.0f;
    s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!s->graph)
        return status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    graph_set_hook(s->graph, r->hook);
    dotset_make(&s->dots, (enum dotset_kind)f->data, DOTS, NOISE, r->seed, 1);
    dotset_make(&s->unseen, (enum dotset_kind)f->data, DOTS, NOISE, r->seed,
                UNSEEN_STREAM);
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a grid");
    const struct status st = open_parts(s, r);
    if (st.code)
        close(r);
    return st;
}

/* "8,8,8" */
static void layers_of(const struct found *f, int cell, char *out, size_t bytes)
{
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; i < f->depth[cell / f->widths]; i++)
        used += (size_t)snprintf(out + used, bytes - used, "%s%d", i ? "," : "",
                                 f->width[cell % f->widths]);
}

static struct status make_net(struct state *s, uint64_t seed)
{
    struct found *f = &s->found;
    char layers[64], spec[SMALLNET_SPEC];

    layers_of(f, f->done, layers, sizeof layers);
    STATUS_TRY(
        smallnet_spell(spec, layers, f->bend ? bends[f->bend] : NULL, 2));
    STATUS_TRY(smallnet_read(&s->net, spec, 2));
    f->size[f->done] = smallnet_size(&s->net);
    s->step = 0;
    return smallnet_build(&s->net, device_find("auto"), 1.0, seed);
}

static struct status step(struct lab_run *r, bool *more)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAMW, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    struct state *s = r->state;
    struct found *f = &s->found;
    double loss;

    if (!s->net.params)
        STATUS_TRY(make_net(s, r->seed));
    for (int i = 0; i < CHUNK && s->step < f->steps; i++) {
        STATUS_TRY(smallnet_learn(&s->net, s->graph, &s->dots, &adam, f->rate,
                                  s->step + 1, &loss));
        s->step++;
    }
    if (s->step == f->steps) {
        struct smallnet_exam exam;

        STATUS_TRY(smallnet_examine(&s->net, s->graph, &s->unseen, &exam));
        f->right[f->done] = (float)exam.right / (float)s->unseen.count;
        graph_reset(s->graph);
        smallnet_release(&s->net);
        f->done++;
    }
    *more = f->done < f->depths * f->widths;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

/* The run that trains network `cell` alone. */
static void run_of(const struct found *f, int cell, char *out, size_t bytes)
{
    char layers[64];

    layers_of(f, cell, layers, sizeof layers);
    snprintf(out, bytes,
             "mlp-playground data=%s layers=%s activation=%s lr=%g steps=%d "
             "seed=%llu",
             dotset_names[f->data], layers, bends[f->bend], f->rate, f->steps,
             f->seed);
}

static int best_of(const struct found *f)
{
    int best = 0;

    for (int i = 1; i < f->done; i++) {
        if (f->right[i] > f->right[best] ||
            (f->right[i] >= f->right[best] && f->size[i] < f->size[best]))
            best = i;
    }
    return best;
}

/* In the last `below` rows: how good one network is, and its run string where
 * there is room. */
static void draw_network(const struct found *f, int cell, bool chosen,
                         struct canvas *cv, int below)
{
    const int row = cv->rows - below;
    char run[RUN];

    run_of(f, cell, run, sizeof run);
    canvas_printf(cv, row, 0, INK_TEXT,
                  "%s: %d deep, %d wide, %.1f %% of unseen dots, %d weights",
                  chosen ? "chosen" : "best", f->depth[cell / f->widths],
                  f->width[cell % f->widths], 100.0 * (double)f->right[cell],
                  f->size[cell]);
    if (below == 1)
        return;
    canvas_fit(cv, (struct canvas_rect){row + 1, 0, 1, cv->cols}, run, INK_DIM);
    if (canvas_cols(cv, run) > cv->cols)
        canvas_text(cv, row + 2, 0, run + cv->cols - 1, INK_DIM);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    char text[2][MOST][16];
    const char *row[MOST], *col[MOST];
    const int below = cv->rows < f->depths + 6 ? 1 : 3;
    const bool chosen = labcells_has(view, f->depths, f->widths);
    const int cell = chosen ? view->row * f->widths + view->col : best_of(f);
    const struct heatmap map = {.value = f->right,
                                .rows = f->depths,
                                .cols = f->widths,
                                .row_label = row,
                                .col_label = col,
                                .title =
                                    below > 1 ? "right on unseen dots" : NULL,
                                .scale = HEATMAP_FIXED,
                                .low = 0.5f,
                                .high = 1.0f,
                                .zoom = true,
                                .cursor = chosen,
                                .at_row = view->row,
                                .at_col = view->col};

    for (int i = 0; i < f->depths; i++) {
        snprintf(text[0][i], sizeof text[0][i], "%d deep", f->depth[i]);
        row[i] = text[0][i];
    }
    for (int i = 0; i < f->widths; i++) {
        snprintf(text[1][i], sizeof text[1][i], "%d", f->width[i]);
        col[i] = text[1][i];
    }
    heatmap_draw(&map, cv,
                 (struct canvas_rect){0, 0, cv->rows - below, cv->cols});
    if (cell < f->done)
        draw_network(f, cell, chosen, cv, below);
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int best = best_of(f);
    char run[RUN];

    (void)view;
    if (!f->done)
        return;
    run_of(f, best, run, sizeof run);
    buf_printf(out,
               "The best has %d layers of %d and %d weights: %.1f %% of unseen "
               "dots right. %s\n",
               f->depth[best / f->widths], f->width[best % f->widths],
               f->size[best], 100.0 * (double)f->right[best], run);
    for (int i = 0; i < f->done; i++)
        buf_printf(out, "%d deep, %d wide, %d weights: %.3f right.\n",
                   f->depth[i / f->widths], f->width[i % f->widths], f->size[i],
                   (double)f->right[i]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const int best = best_of(f);
    json_t *sizes = json_array(), *runs = json_array();
    char run[RUN];

    (void)view;
    for (int i = 0; i < f->done; i++) {
        run_of(f, i, run, sizeof run);
        json_array_append_new(sizes, json_integer(f->size[i]));
        json_array_append_new(runs, json_string(run));
    }
    return json_pack("{si so so so s{si si si sf}}", "done", f->done, "grid",
                     labnumbers_table(f->right, f->depths, f->widths),
                     "parameters", sizes, "runs", runs, "best", "depth",
                     f->depth[best / f->widths], "width",
                     f->width[best % f->widths], "parameters", f->size[best],
                     "right", (double)f->right[best]);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    static const int start[] = {0, 0};
    const struct found *f = snapshot_;

    return labcells_key(view, f->depths, f->widths, start, code);
}

const struct lab mlp_grid_lab = {
    .name = "mlp-grid",
    .question = "Is it better to be deep or to be wide?",
    .about = "Networks of every depth and width train on the same dots for the "
             "same steps; each is judged by dots that none of them saw.",
    .sources =
        (const char *const[]){"lessons/labs/smallnet.c:smallnet_learn", NULL},
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
