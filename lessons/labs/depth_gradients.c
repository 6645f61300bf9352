/* depth_gradients.c - how large a gradient still is when it has come back
 * through many layers, before anything was learned. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lessons/labs/labcells.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/smallnet.h"
#include "viz/bars.h"

enum { DEPTH, WIDTH, ACTIVATION, GAIN };
enum { MOST_DEPTH = 10, DOTS = 200 };

#define GRAPH_BYTES ((size_t)1 << 28)

static const char *const bends[] = {"sigmoid", "tanh", "relu",
                                    "gelu",    "silu", NULL};

static const struct lab_knob knobs[] = {
    [DEPTH] = {.name = "depth",
               .help = "hidden layers",
               .kind = LAB_WHOLE,
               .fallback = "10",
               .low = 1,
               .high = MOST_DEPTH},
    [WIDTH] = {.name = "width",
               .help = "units of each",
               .kind = LAB_WHOLE,
               .fallback = "32",
               .low = 1,
               .high = SMALLNET_WIDTH},
    [ACTIVATION] = {.name = "activation",
                    .help = "the bend behind each",
                    .kind = LAB_CHOICE,
                    .fallback = "sigmoid",
                    .choices = bends},
    [GAIN] = {.name = "gain",
              .help = "first weights have deviation gain / root of the inputs; "
                      "root 2 more before relu, gelu, silu",
              .kind = LAB_REAL,
              .fallback = "1",
              .low = 0.01,
              .high = 10.0,
              .log = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {{"f", "the next bend"}, {NULL, NULL}};

struct found {
    int layers; /* linear ones, the last one too */
    int bend;
    double gain;
    float size[MOST_DEPTH + 1];  /* of a weight's gradient, root mean square */
    float value[MOST_DEPTH + 1]; /* of what the layer hands on, the same */
};

static void close(struct lab_run *r)
{
    free(r->state);
    r->state = NULL;
}

static float root_mean_square(const struct tensor *t)
{
    const int64_t n = tensor_count(t);
    double squares = 0.0;

    for (int64_t i = 0; i < n; i++)
        squares += tensor_get(t, i) * tensor_get(t, i);
    return (float)sqrt(squares / (double)n);
}

static struct status measure(struct found *f, struct smallnet *net,
                             struct graph *g, const struct dotset *dots)
{
    struct tensor *after[SMALLNET_PARTS];
    float logits[2 * DOTS];
    double loss;

    STATUS_TRY(smallnet_learn(net, g, dots, NULL, 0.0, 1, &loss));
    f->layers = 0;
    for (int i = 0; i < net->parts; i++) {
        if (net->part[i].kind == SMALLNET_LINEAR)
            f->size[f->layers++] = root_mean_square(
                &params_at(net->params, net->part[i].dense.weight)->grad);
    }
    STATUS_TRY(smallnet_ask(net, g, dots->at, dots->count, logits, after));
    for (int i = 0; i < f->layers; i++)
        f->value[i] = root_mean_square(
            after[i + 1 < f->layers ? 2 * i + 1 : net->parts - 1]);
    return STATUS_OK;
}

static struct status run(struct found *f, const struct lab_run *r)
{
    const int depth = (int)r->value[DEPTH].number,
              width = (int)r->value[WIDTH].number;
    struct graph *g = graph_new(device_find("auto"), GRAPH_BYTES);
    struct smallnet net = {0};
    struct dotset dots;
    char layers[MOST_DEPTH * 8], spec[SMALLNET_SPEC];
    size_t used = 0;

    f->bend = (int)r->value[ACTIVATION].number;
    f->gain = r->value[GAIN].number;
    for (int i = 0; i < depth; i++)
        used += (size_t)snprintf(layers + used, sizeof layers - used, "%s%d",
                                 i ? "," : "", width);
    dotset_make(&dots, DOTSET_SPIRALS, DOTS, 0.03, r->seed, 1);
    struct status st = g ? smallnet_spell(spec, layers, bends[f->bend], 2)
                         : status_fail(STATUS_NO_MEMORY, "no memory");
    if (!st.code)
        st = smallnet_read(&net, spec, 2);
    if (!st.code)
        st = smallnet_build(&net, device_find("auto"), f->gain, r->seed);
    if (!st.code)
        st = measure(f, &net, g, &dots);
    graph_free(g);
    smallnet_release(&net);
    return st;
}

static struct status open(struct lab_run *r)
{
    struct found *f = calloc(1, sizeof *f);

    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for a deep network");
    r->state = f;
    const struct status st = run(f, r);
    if (st.code)
        close(r);
    return st;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

/* The first layer's gradient against the last one's; 0 where that is 0. */
static double share_of(const struct found *f)
{
    const double last = (double)f->size[f->layers - 1];

    return last > 0.0 ? (double)f->size[0] / last : 0.0;
}

/* Bars as long as the powers of ten above a billionth. */
static float length_of(float size)
{
    return size > 1e-9f ? log10f(size) + 9.0f : 0.0f;
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    char label[MOST_DEPTH + 1][40];
    struct bars_row row[MOST_DEPTH + 1];
    const struct bars bars = {
        .row = row, .count = f->layers, .full = 10.0f, .decimals = 1};

    (void)view;
    for (int i = 0; i < f->layers; i++) {
        snprintf(label[i], sizeof label[i],
                 cv->cols < 60 ? "%2d %.0e %.0e" : "%2d  grad %.1e  out %.1e",
                 i + 1, (double)f->size[i], (double)f->value[i]);
        row[i] = (struct bars_row){label[i], length_of(f->size[i])};
    }
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%s: first layer's gradient is %.2g of the last's",
                  bends[f->bend], share_of(f));
    canvas_text(cv, 1, 0, "bars: powers of ten above 1e-9", INK_DIM);
    bars_draw(&bars, cv, (struct canvas_rect){2, 0, cv->rows - 2, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "With %s and gain %g the gradient of the first layer's weights "
               "is %.3g of that of the last layer's.\n",
               bends[f->bend], f->gain, share_of(f));
    for (int i = 0; i < f->layers; i++)
        buf_printf(out, "Layer %d: gradient %.3g, it hands on %.3g.\n", i + 1,
                   (double)f->size[i], (double)f->value[i]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{ss si sf so so}", "activation", bends[f->bend], "layers",
                     f->layers, "share", share_of(f), "gradient",
                     labnumbers_row(f->size, f->layers), "handed_on",
                     labnumbers_row(f->value, f->layers));
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;

    (void)view;
    if (code == 'f')
        return labcells_next(knobs, ACTIVATION, f->bend);
    return (struct lab_answer){.wish = LAB_IGNORED};
}

const struct lab depth_gradients_lab = {
    .name = "depth-gradients",
    .question = "What is left of a gradient after ten layers?",
    .about = "A network as it is before training reads the spirals once, and "
             "the gradient comes back through all its layers: how large is it "
             "in each, and how large is what each layer hands on?",
    .sources =
        (const char *const[]){"lessons/labs/smallnet.c:smallnet_build", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
    .key = key,
};
