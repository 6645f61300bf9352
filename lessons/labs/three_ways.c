/* three_ways.c - one network from a line of text, trained three ways: by hand,
 * by the engine, and as a script for PyTorch. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/handnet.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/netscript.h"
#include "viz/chart.h"
#include "viz/table.h"

enum { MODEL, DATA, RATE, STEPS, DOTS };
enum { MOST_STEPS = 2000, SCRIPT_BYTES = 1 << 17, CELL = 16, COLUMNS = 4 };

#define GRAPH_BYTES ((size_t)1 << 28)
#define NOISE       0.03

static const struct lab_knob knobs[] = {
    [MODEL] = {.name = "model",
               .help = "its parts: linear N, relu, tanh, sigmoid, gelu, silu; "
                       "linear 2 at the end",
               .kind = LAB_TEXT,
               .fallback = "linear 16 relu linear 2"},
    [DATA] = {.name = "data",
              .help = "how the dots lie",
              .kind = LAB_CHOICE,
              .fallback = "circles",
              .choices = dotset_names},
    [RATE] = {.name = "lr",
              .help = "the learning rate of plain gradient descent",
              .kind = LAB_REAL,
              .fallback = "0.5",
              .low = 1e-5,
              .high = 100.0,
              .log = true},
    [STEPS] = {.name = "steps",
               .help = "steps of each way",
               .kind = LAB_WHOLE,
               .fallback = "200",
               .low = 0,
               .high = MOST_STEPS},
    [DOTS] = {.name = "dots",
              .help = "how many dots it learns from",
              .kind = LAB_WHOLE,
              .fallback = "40",
              .low = 8,
              .high = DOTSET_MOST},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"e", "the script in place of the curves, and back"},
    {"up, down", "scroll the script"},
    {NULL, NULL},
};

struct found {
    struct smallnet net; /* without parameters */
    int done, planned;
    float hand[MOST_STEPS], engine[MOST_STEPS]; /* losses before each step */
    size_t script_bytes;
    char script[]; /* with its end */
};

struct state {
    struct smallnet net;
    struct dotset dots;
    struct graph *graph;
    struct handnet *hand;
    struct buf script;
    int done;
    float by_hand[MOST_STEPS], by_engine[MOST_STEPS];
    bool handled; /* the hand's step of now is made */
};

static void close(struct lab_run *r)
{
    struct state *s = r->state;

    if (s) {
        graph_free(s->graph);
        smallnet_release(&s->net);
        handnet_free(s->hand);
        buf_release(&s->script);
    }
    free(s);
    r->state = NULL;
}

static struct status open_parts(struct state *s, const struct lab_run *r)
{
    STATUS_TRY(smallnet_read(&s->net, r->value[MODEL].text, 2));
    if (s->net.outputs != 2)
        return status_fail(STATUS_BAD_USAGE,
                           "the model ends with %d numbers; a score for each "
                           "of two classes are 2: linear 2",
                           s->net.outputs);
    STATUS_TRY(smallnet_build(&s->net, labrun_device(r), 1.0, r->seed));
    dotset_make(&s->dots, (enum dotset_kind)r->value[DATA].number,
                (int)r->value[DOTS].number, NOISE, r->seed, 1);
    s->graph = graph_new(labrun_device(r), GRAPH_BYTES);
    s->hand = handnet_new(&s->net);
    if (!s->graph || !s->hand)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    graph_set_hook(s->graph, r->hook);
    buf_init(&s->script, SCRIPT_BYTES);
    netscript_write(&s->script, &s->net, &s->dots, r->value[RATE].number,
                    (int)r->value[STEPS].number);
    return buf_status(&s->script);
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
    static const struct optimizer_settings plain = {.kind = OPTIMIZER_SGD};
    struct state *s = r->state;
    const int planned = (int)r->value[STEPS].number;
    const double rate = r->value[RATE].number;
    double loss;

    *more = false;
    if (s->done >= planned)
        return STATUS_OK;
    if (!s->handled)
        s->by_hand[s->done] = (float)handnet_learn(s->hand, &s->dots, rate);
    s->handled = true;
    STATUS_TRY(smallnet_learn(&s->net, s->graph, &s->dots, &plain, rate,
                              s->done + 1, &loss));
    s->by_engine[s->done] = (float)loss;
    s->handled = false;
    s->done++;
    *more = s->done < planned;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;
    struct found *f = malloc(sizeof *f + s->script.bytes + 1);

    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for a picture");
    f->net = s->net;
    f->net.params = NULL;
    f->done = s->done;
    f->planned = (int)r->value[STEPS].number;
    memcpy(f->hand, s->by_hand, sizeof f->hand);
    memcpy(f->engine, s->by_engine, sizeof f->engine);
    f->script_bytes = s->script.bytes;
    memcpy(f->script, buf_string(&s->script), s->script.bytes + 1);
    *out = f;
    return STATUS_OK;
}

static double apart(const struct found *f)
{
    double most = 0.0;

    for (int i = 0; i < f->done; i++)
        most = fmax(most, fabs((double)f->hand[i] - (double)f->engine[i]));
    return most;
}

static void draw_parts(const struct found *f, struct canvas *cv,
                       struct canvas_rect at)
{
    static const struct table_column column[COLUMNS] = {
        {"part", TABLE_LEFT},
        {"in", TABLE_RIGHT},
        {"out", TABLE_RIGHT},
        {"learned", TABLE_RIGHT}};
    char text[SMALLNET_PARTS][COLUMNS][CELL];
    const char *cell[SMALLNET_PARTS * COLUMNS];
    const struct table table = {.column = column,
                                .columns = COLUMNS,
                                .cell = cell,
                                .rows = f->net.parts};

    for (int i = 0; i < f->net.parts; i++) {
        const struct smallnet_part *p = &f->net.part[i];

        snprintf(text[i][0], CELL, "%s", smallnet_name(p->kind));
        snprintf(text[i][1], CELL, "%d", p->in);
        snprintf(text[i][2], CELL, "%d", p->out);
        snprintf(text[i][3], CELL, "%d",
                 p->kind == SMALLNET_LINEAR ? (p->in + 1) * p->out : 0);
        for (int c = 0; c < COLUMNS; c++)
            cell[i * COLUMNS + c] = text[i][c];
    }
    table_draw(&table, cv, at);
}

static void draw_script(const struct found *f, const struct lab_view *view,
                        struct canvas *cv)
{
    const char *at = f->script;

    for (int skip = view->scroll; skip > 0 && *at; skip--)
        at += strcspn(at, "\n") + (strchr(at, '\n') != NULL);
    for (int row = 0; row < cv->rows && *at; row++) {
        char line[160];
        const size_t n = strcspn(at, "\n");

        snprintf(line, sizeof line, "%.*s",
                 (int)(n < sizeof line ? n : sizeof line - 1), at);
        canvas_fit(cv, (struct canvas_rect){row, 0, 1, cv->cols}, line,
                   INK_CODE);
        at += n + (at[n] == '\n');
    }
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct chart_series line[] = {{"by hand", NULL, f->hand, f->done},
                                        {"engine", NULL, f->engine, f->done}};
    const struct chart chart = {.series = line, .count = 2, .x_name = "step"};
    const int parts = f->net.parts + 1;

    if (view->page) {
        draw_script(f, view, cv);
        return;
    }
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%d numbers to learn; losses differ by %.2g at most",
                  smallnet_size(&f->net), apart(f));
    draw_parts(f, cv, (struct canvas_rect){1, 0, parts, cv->cols});
    chart_draw(
        &chart, cv,
        (struct canvas_rect){1 + parts, 0, cv->rows - 1 - parts, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "After %d steps the losses by hand and by the engine differ by "
               "%.2g at most.\n",
               f->done, apart(f));
    if (f->done)
        buf_printf(out, "The loss went from %.6f to %.6f.\n",
                   (double)f->engine[0], (double)f->engine[f->done - 1]);
    for (int i = 0; i < f->net.parts; i++) {
        const struct smallnet_part *p = &f->net.part[i];

        buf_printf(out, "%s: %d in, %d out.\n", smallnet_name(p->kind), p->in,
                   p->out);
    }
    buf_printf(out,
               "%d numbers are learned. The script for PyTorch has %zu "
               "bytes (key e, or data.script of --json).\n",
               smallnet_size(&f->net), f->script_bytes);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    json_t *parts = json_array();

    (void)view;
    for (int i = 0; i < f->net.parts; i++) {
        const struct smallnet_part *p = &f->net.part[i];

        json_array_append_new(parts, json_pack("{ss si si}", "part",
                                               smallnet_name(p->kind), "in",
                                               p->in, "out", p->out));
    }
    return json_pack("{si si sf so so so ss}", "parameters",
                     smallnet_size(&f->net), "steps", f->done, "apart",
                     apart(f), "parts", parts, "loss",
                     labnumbers_row(f->engine, f->done), "by_hand",
                     labnumbers_row(f->hand, f->done), "script", f->script);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    (void)snapshot_;
    if (code == 'e')
        view->page = !view->page;
    else if (view->page && code == LAB_KEY_DOWN)
        view->scroll++;
    else if (view->page && code == LAB_KEY_UP && view->scroll)
        view->scroll--;
    else
        return (struct lab_answer){.wish = LAB_IGNORED};
    return (struct lab_answer){.wish = LAB_REDRAW};
}

const struct lab three_ways_lab = {
    .name = "three-ways",
    .question = "What does a framework do for you?",
    .about = "One network from a line of text: its shapes and its size are "
             "known before it runs. It trains by hand-written loops and by the "
             "engine's layers and tape, from the same numbers; the same run "
             "can be taken along as a script for PyTorch.",
    .sources =
        (const char *const[]){"lessons/labs/handnet.c:backward",
                              "lessons/labs/smallnet.c:smallnet_forward", NULL},
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
    .lends = true,
};
