/* mlp_playground.c - dots of two classes, and a network that learns to tell
 * them apart while its whole mind is on the screen. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/mlpfound.h"

enum {
    DATA,
    LAYERS,
    ACTIVATION,
    RATE,
    STEPS,
    DOTS,
    NOISE,
    DECAY,
    OPTIMIZER,
    EDIT
};
enum { MOST_STEPS = 5000, UNSEEN = 200 };
enum { NO_BEND, RELU, TANH, SIGMOID, GELU, SILU };

#define UNSEEN_STREAM ((uint64_t)1 << 40)
#define GRAPH_BYTES   ((size_t)1 << 28)

static const char *const bends[] = {"none", "relu", "tanh", "sigmoid",
                                    "gelu", "silu", NULL};
static const char *const optimizers[] = {"adam", "sgd", NULL};

static const struct lab_knob knobs[] = {
    [DATA] = {.name = "data",
              .help = "how the dots lie",
              .kind = LAB_CHOICE,
              .fallback = "spirals",
              .choices = dotset_names},
    [LAYERS] = {.name = "layers",
                .help = "widths of the hidden layers, 8,8; or none",
                .kind = LAB_TEXT,
                .fallback = "16,16"},
    [ACTIVATION] = {.name = "activation",
                    .help = "the bend behind each hidden layer",
                    .kind = LAB_CHOICE,
                    .fallback = "tanh",
                    .choices = bends},
    [RATE] = {.name = "lr",
              .help = "learning rate of every step from now on",
              .kind = LAB_REAL,
              .fallback = "0.02",
              .low = 1e-5,
              .high = 10.0,
              .log = true,
              .live = true},
    [STEPS] = {.name = "steps",
               .help = "training steps, each over all dots",
               .kind = LAB_WHOLE,
               .fallback = "600",
               .low = 0,
               .high = MOST_STEPS,
               .live = true},
    [DOTS] = {.name = "dots",
              .help = "how many dots it learns from",
              .kind = LAB_WHOLE,
              .fallback = "200",
              .low = 8,
              .high = DOTSET_MOST},
    [NOISE] = {.name = "noise",
               .help = "how far dots are moved from their place",
               .kind = LAB_REAL,
               .fallback = "0.03",
               .low = 0.0,
               .high = 0.5},
    [DECAY] = {.name = "decay",
               .help = "share of the rate by which weights shrink each step",
               .kind = LAB_REAL,
               .fallback = "0",
               .low = 0.0,
               .high = 10.0,
               .live = true},
    [OPTIMIZER] = {.name = "optimizer",
                   .help = "who turns gradients into steps",
                   .kind = LAB_CHOICE,
                   .fallback = "adam",
                   .choices = optimizers},
    [EDIT] = {.name = "edit",
              .help = "PART.UNIT.FROM=VALUE sets a weight, b is the bias",
              .kind = LAB_TEXT,
              .fallback = "",
              .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"e", "the weights of a layer in place of the curves, and on"},
    {"arrows", "choose a weight there"},
    {"<, >", "the chosen weight down, up by a quarter"},
    {"z", "the chosen weight to 0"},
    {NULL, NULL},
};

struct state {
    struct smallnet net;
    struct dotset dots, unseen;
    struct graph *graph;
    struct smallnet_exam exam, unseen_exam; /* now */
    int done;
    bool moved; /* a step whose result is still to be measured */
    float loss[MOST_STEPS + 1], val[MOST_STEPS + 1];
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

/* One "1.0.b=0.5" at *at, which goes behind it. */
static struct status edit_one(struct state *s, const char **at)
{
    char *end = NULL;
    const long part = strtol(*at, &end, 10);
    const long to = *end == '.' ? strtol(end + 1, &end, 10) : -1;
    long from = -1;

    if (*end == '.' && end[1] == 'b') {
        from = part >= 0 && part < s->net.parts ? s->net.part[part].in : -1;
        end += 2;
    } else if (*end == '.') {
        from = strtol(end + 1, &end, 10);
        if (part < 0 || part >= s->net.parts || from >= s->net.part[part].in)
            from = -1;
    }
    const char *value = *end == '=' ? end + 1 : end;
    float *w = to <= SMALLNET_WIDTH && from <= SMALLNET_WIDTH
                   ? smallnet_weight(&s->net, (int)part, (int)to, (int)from)
                   : NULL;
    const float x = strtof(value, &end);
    if (end == value || (*end && *end != ',') || !isfinite(x))
        return status_fail(STATUS_BAD_USAGE,
                           "edit is PART.UNIT.FROM=VALUE, such as 0.1.b=0.5, "
                           "with commas between; not \"%s\"",
                           *at);
    if (!w)
        return status_fail(STATUS_BAD_USAGE,
                           "edit: there is no weight \"%.*s\"",
                           (int)strcspn(*at, "="), *at);
    *w = x;
    *at = *end ? end + 1 : end;
    return STATUS_OK;
}

static struct status edit(struct state *s, const char *text)
{
    while (*text)
        STATUS_TRY(edit_one(s, &text));
    params_touch(s->net.params);
    return STATUS_OK;
}

static struct status measure(struct state *s)
{
    STATUS_TRY(smallnet_examine(&s->net, s->graph, &s->dots, &s->exam));
    STATUS_TRY(
        smallnet_examine(&s->net, s->graph, &s->unseen, &s->unseen_exam));
    s->loss[s->done] = (float)s->exam.loss;
    s->val[s->done] = (float)s->unseen_exam.loss;
    return STATUS_OK;
}

static struct status open_parts(struct state *s, const struct lab_run *r)
{
    const struct lab_value *v = r->value;
    const enum dotset_kind kind = (enum dotset_kind)v[DATA].number;
    const int bend = (int)v[ACTIVATION].number;
    char spec[SMALLNET_SPEC];

    STATUS_TRY(smallnet_spell(spec, v[LAYERS].text,
                              bend == NO_BEND ? NULL : bends[bend], 2));
    STATUS_TRY(smallnet_read(&s->net, spec, 2));
    STATUS_TRY(smallnet_build(&s->net, labrun_device(r), 1.0, r->seed));
    s->graph = graph_new(labrun_device(r), GRAPH_BYTES);
    if (!s->graph)
        return status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    graph_set_hook(s->graph, r->hook);
    dotset_make(&s->dots, kind, (int)v[DOTS].number, v[NOISE].number, r->seed,
                1);
    dotset_make(&s->unseen, kind, UNSEEN, v[NOISE].number, r->seed,
                UNSEEN_STREAM);
    STATUS_TRY(edit(s, v[EDIT].text));
    return measure(s);
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
    struct state *s = r->state;
    const struct optimizer_settings how = {
        .kind =
            r->value[OPTIMIZER].number > 0.0 ? OPTIMIZER_SGD : OPTIMIZER_ADAMW,
        .beta1 = 0.9,
        .beta2 = 0.99,
        .epsilon = 1e-8,
        .decay = r->value[DECAY].number};
    const int planned = (int)r->value[STEPS].number;
    double before;

    *more = false;
    if (s->done >= planned)
        return STATUS_OK;
    if (!s->moved)
        STATUS_TRY(smallnet_learn(&s->net, s->graph, &s->dots, &how,
                                  r->value[RATE].number, s->done + 1, &before));
    s->moved = true;
    s->done++;
    const struct status st = measure(s);
    if (st.code) {
        s->done--; /* measured again by the next call */
        return st;
    }
    s->moved = false;
    *more = s->done < planned;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct state *s = r->state;

    r->again = s->done < (int)r->value[STEPS].number;
    if (knob != EDIT)
        return STATUS_OK;
    STATUS_TRY(edit(s, r->value[EDIT].text));
    return measure(s);
}

/* Every unit's weights, then its bias. */
static void copy_weights(const struct smallnet *n, float *out)
{
    for (int i = 0; i < n->parts; i++) {
        const struct smallnet_part *p = &n->part[i];

        for (int to = 0; p->kind == SMALLNET_LINEAR && to < p->out; to++) {
            for (int from = 0; from <= p->in; from++)
                *out++ = *smallnet_weight(n, i, to, from);
        }
    }
}

static struct status ask_everywhere(struct state *s, float *field)
{
    enum { CELLS = MLPFOUND_ROWS * MLPFOUND_COLS };
    float at[2 * CELLS], score[2 * CELLS];

    for (int i = 0; i < CELLS; i++)
        mlpfound_spot(i, at + 2 * i);
    STATUS_TRY(smallnet_ask(&s->net, s->graph, at, CELLS, score, NULL));
    for (int i = 0; i < CELLS; i++)
        field[i] = score[2 * i + 1] - score[2 * i];
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    struct state *s = r->state;
    const size_t n = (size_t)s->done + 1,
                 numbers = 2 * n + (size_t)smallnet_size(&s->net);
    struct mlpfound *f = malloc(sizeof *f + numbers * sizeof *f->number);

    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for a picture");
    *f = (struct mlpfound){.net = s->net,
                           .dots = s->dots,
                           .data = dotset_names[(int)r->value[DATA].number],
                           .unseen = s->unseen.count,
                           .right = s->exam.right,
                           .unseen_right = s->unseen_exam.right,
                           .done = s->done,
                           .planned = (int)r->value[STEPS].number,
                           .edit = EDIT,
                           .weights = 2 * n};
    f->net.params = NULL;
    memcpy(f->number, s->loss, n * sizeof *f->number);
    memcpy(f->number + n, s->val, n * sizeof *f->number);
    copy_weights(&s->net, f->number + 2 * n);
    const struct status st = ask_everywhere(s, f->field);
    if (st.code)
        free(f);
    else
        *out = f;
    return st;
}

const struct lab mlp_playground_lab = {
    .name = "mlp-playground",
    .question = "What can a network of this form tell apart?",
    .about = "A network of two inputs learns to part two kinds of dots. The "
             "score that it gives to every place of the square is drawn anew "
             "while it trains, and every weight can be set.",
    .sources = (const char *const[]){"lessons/labs/smallnet.c:smallnet_forward",
                                     "engine/ops/linear.c:linear_op", NULL},
    .knobs = knobs,
    .keys = keys,
    .open = open,
    .step = step,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = mlpfound_draw,
    .words = mlpfound_words,
    .data = mlpfound_data,
    .key = mlpfound_key,
    .lends = true,
};
