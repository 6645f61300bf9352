/* hidden_space.c - the same dots as each layer of a network has them, before
 * and after it learned: where can a line part them? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/flatten.h"
#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/probefit.h"
#include "lessons/labs/smallnet.h"
#include "viz/scatter.h"

enum { DATA, LAYERS, ACTIVATION, STEPS, LAYER };
enum { BEFORE, AFTER, TIMES };
enum { MOST_LAYERS = 7, DOTS = 120, ALL = 240, CHUNK = 50, PROBE_STEPS = 150 };

#define NOISE       0.03
#define RATE        0.02
#define GRAPH_BYTES ((size_t)1 << 28)

static const char *const bends[] = {"relu", "tanh", "sigmoid",
                                    "gelu", "silu", NULL};

static const struct lab_knob knobs[] = {
    [DATA] = {.name = "data",
              .help = "how the dots lie",
              .kind = LAB_CHOICE,
              .fallback = "spirals",
              .choices = dotset_names},
    [LAYERS] = {.name = "layers",
                .help = "widths of the hidden layers, at most six",
                .kind = LAB_TEXT,
                .fallback = "16,16,2"},
    [ACTIVATION] = {.name = "activation",
                    .help = "the bend behind each hidden layer",
                    .kind = LAB_CHOICE,
                    .fallback = "tanh",
                    .choices = bends},
    [STEPS] = {.name = "steps",
               .help = "training steps between before and after",
               .kind = LAB_WHOLE,
               .fallback = "1000",
               .low = 1,
               .high = 5000},
    [LAYER] = {.name = "layer",
               .help = "which is drawn: 0 is the input, or the last where "
                       "there are fewer",
               .kind = LAB_WHOLE,
               .fallback = "6",
               .low = 0,
               .high = MOST_LAYERS - 1,
               .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {{"l", "the next layer"}, {NULL, NULL}};

struct found {
    int layers; /* the input counts as one */
    int layer;  /* drawn */
    int width[MOST_LAYERS];
    int done, planned;
    float right[TIMES][MOST_LAYERS];        /* of a line */
    float at[TIMES][MOST_LAYERS][2 * DOTS]; /* on a plane */
    float whole[TIMES]; /* the network's own answers on unseen dots */
    int group[DOTS];
};

struct state {
    struct found found;
    struct smallnet net;
    int part[MOST_LAYERS]; /* that layer i leaves; 0 is unused */
    struct graph *graph;
    struct dotset dots, all; /* all: those it learns from, then unseen ones */
    int asked;               /* the layer that the learner asks for */
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

/* Layer `i` on a plane, and what a line makes of it. */
static struct status look(struct state *s, int time, int i, const float *x,
                          const struct lab_run *r)
{
    struct found *f = &s->found;
    const struct probefit probe = {.x = x,
                                   .label = s->all.label,
                                   .count = ALL,
                                   .width = f->width[i],
                                   .classes = 2,
                                   .learn = DOTS,
                                   .steps = PROBE_STEPS};
    double share;

    if (f->width[i] == 2)
        memcpy(f->at[time][i], x, sizeof f->at[time][i]);
    else
        STATUS_TRY(
            flatten_points(x, DOTS, f->width[i], f->at[time][i], &share));
    return probefit_run(&probe, r->hook, r->seed, &f->right[time][i]);
}

static struct status measure(struct state *s, int time, const struct lab_run *r)
{
    struct found *f = &s->found;
    struct tensor *after[SMALLNET_PARTS];
    float *x = malloc(sizeof(float) * ALL * SMALLNET_WIDTH * MOST_LAYERS);
    float logits[2 * ALL];

    if (!x)
        return status_fail(STATUS_NO_MEMORY, "no memory for hidden layers");
    struct status st =
        smallnet_ask(&s->net, s->graph, s->all.at, ALL, logits, after);
    for (int i = 0; i < f->layers && !st.code; i++) {
        float *to = x + (size_t)i * ALL * SMALLNET_WIDTH;

        if (i == 0)
            memcpy(to, s->all.at, sizeof(float) * 2 * ALL);
        else
            tensor_copy_floats(to, after[s->part[i]]);
        st = look(s, time, i, to, r);
    }
    free(x);
    int right = 0;
    for (int i = DOTS; i < ALL; i++)
        right += (logits[2 * i + 1] > logits[2 * i]) == s->all.label[i];
    f->whole[time] = (float)right / DOTS;
    return st;
}

static struct status make_net(struct state *s, const struct lab_run *r)
{
    struct found *f = &s->found;
    char spec[SMALLNET_SPEC];

    STATUS_TRY(smallnet_spell(spec, r->value[LAYERS].text,
                              bends[(int)r->value[ACTIVATION].number], 2));
    STATUS_TRY(smallnet_read(&s->net, spec, 2));
    f->layers = 1;
    f->width[0] = 2;
    for (int i = 0; i < s->net.parts; i++) {
        if (s->net.part[i].kind == SMALLNET_LINEAR)
            continue;
        if (f->layers == MOST_LAYERS)
            return status_fail(STATUS_BAD_USAGE,
                               "layers: at most %d hidden ones are drawn",
                               MOST_LAYERS - 1);
        f->width[f->layers] = s->net.part[i].out;
        s->part[f->layers++] = i;
    }
    return smallnet_build(&s->net, device_find("auto"), 1.0, r->seed);
}

static void choose(struct state *s, const struct lab_run *r)
{
    const int last = s->found.layers - 1;

    s->asked = (int)r->value[LAYER].number;
    s->found.layer = s->asked < last ? s->asked : last;
}

static struct status open_parts(struct state *s, const struct lab_run *r)
{
    const enum dotset_kind kind = (enum dotset_kind)r->value[DATA].number;
    struct dotset unseen;

    STATUS_TRY(make_net(s, r));
    s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    if (!s->graph)
        return status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    graph_set_hook(s->graph, r->hook);
    dotset_make(&s->dots, kind, DOTS, NOISE, r->seed, 1);
    dotset_make(&unseen, kind, DOTS, NOISE, r->seed, 2);
    s->all = s->dots;
    s->all.count = ALL;
    memcpy(s->all.at + 2 * DOTS, unseen.at, sizeof(float) * 2 * DOTS);
    memcpy(s->all.label + DOTS, unseen.label, sizeof(int32_t) * DOTS);
    for (int i = 0; i < DOTS; i++)
        s->found.group[i] = s->dots.label[i];
    s->found.planned = (int)r->value[STEPS].number;
    choose(s, r);
    STATUS_TRY(measure(s, BEFORE, r));
    return measure(s, AFTER, r);
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    const struct status st = open_parts(s, r);
    if (st.code)
        close(r);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAMW, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    struct state *s = r->state;
    struct found *f = &s->found;
    double loss;

    for (int i = 0; i < CHUNK && f->done < f->planned; i++) {
        STATUS_TRY(smallnet_learn(&s->net, s->graph, &s->dots, &adam, RATE,
                                  f->done + 1, &loss));
        f->done++;
    }
    STATUS_TRY(measure(s, AFTER, r));
    *more = f->done < f->planned;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    choose(r->state, r);
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static void draw_dots(const struct found *f, int time, struct canvas *cv,
                      struct canvas_rect at)
{
    static const char *const names[] = {"class 0", "class 1"};
    const char *const title = time == BEFORE ? "before" : "after";
    const struct scatter s = {.at = f->at[time][f->layer],
                              .count = DOTS,
                              .dims = 2,
                              .group = f->group,
                              .group_name = names,
                              .groups = 2,
                              .title = title};

    scatter_draw(&s, cv, at);
}

static void draw_shares(const struct found *f, struct canvas *cv, int row)
{
    static const char *const names[] = {"before", "after"};
    const int wide = cv->cols >= 12 + 9 * f->layers ? 9 : 6;

    for (int i = 0; i < f->layers; i++) {
        char name[16] = "input";

        if (i)
            snprintf(name, sizeof name, wide == 9 ? "layer %d" : "l%d", i);
        canvas_text(cv, row, 8 + wide * i, name,
                    i == f->layer ? INK_TITLE | INK_BOLD : INK_DIM);
    }
    for (int time = 0; time < TIMES; time++) {
        canvas_text(cv, row + 1 + time, 0, names[time], INK_TEXT);
        for (int i = 0; i < f->layers; i++)
            canvas_printf(cv, row + 1 + time, 8 + wide * i, INK_TEXT,
                          wide == 9 ? "%.0f %%" : "%.0f",
                          100.0 * (double)f->right[time][i]);
    }
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const bool beside = cv->cols >= 60;
    const int rows = cv->rows - 4, half = cv->cols / 2;

    (void)view;
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "step %d of %d: what one line gets right, on unseen dots",
                  f->done, f->planned);
    draw_shares(f, cv, 1);
    if (beside)
        draw_dots(f, BEFORE, cv, (struct canvas_rect){4, 0, rows, half - 1});
    draw_dots(f, AFTER, cv,
              (struct canvas_rect){4, beside ? half : 0, rows,
                                   beside ? cv->cols - half : cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const int last = f->layers - 1;

    (void)view;
    buf_printf(out,
               "Behind the last hidden layer one line gets %.0f %% of unseen "
               "dots right; before training it was %.0f %%, and at the input "
               "it is %.0f %%.\n",
               100.0 * (double)f->right[AFTER][last],
               100.0 * (double)f->right[BEFORE][last],
               100.0 * (double)f->right[AFTER][0]);
    for (int i = 0; i < f->layers; i++)
        buf_printf(out, "%s %d, %d wide: %.3f before, %.3f after.\n",
                   i ? "Layer" : "Input", i, f->width[i],
                   (double)f->right[BEFORE][i], (double)f->right[AFTER][i]);
    buf_printf(out, "The network itself: %.3f before, %.3f after %d steps.\n",
               (double)f->whole[BEFORE], (double)f->whole[AFTER], f->done);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack(
        "{si si si so so sf sf sf sf so so}", "steps", f->done, "layers",
        f->layers, "layer", f->layer, "before",
        labnumbers_row(f->right[BEFORE], f->layers), "after",
        labnumbers_row(f->right[AFTER], f->layers), "last_before",
        (double)f->right[BEFORE][f->layers - 1], "last_after",
        (double)f->right[AFTER][f->layers - 1], "network_before",
        (double)f->whole[BEFORE], "network_after", (double)f->whole[AFTER],
        "points_before", labnumbers_table(f->at[BEFORE][f->layer], DOTS, 2),
        "points_after", labnumbers_table(f->at[AFTER][f->layer], DOTS, 2));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    if (code == 'l')
        return labcells_number(LAYER, f->layer, f->layers);
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab hidden_space_lab = {
    .name = "hidden-space",
    .question = "What does a hidden layer do to the dots?",
    .about = "The dots as every layer has them, before and after training, and "
             "what share of unseen dots one line gets right there. Layers "
             "wider than two are shown by the two directions in which the "
             "dots differ most.",
    .sources =
        (const char *const[]){"lessons/labs/probefit.c:probefit_run",
                              "lessons/labs/smallnet.c:smallnet_forward", NULL},
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
};
