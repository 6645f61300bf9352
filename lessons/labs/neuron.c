/* neuron.c - one neuron, three numbers, and the line that they draw. */
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "lessons/labs/smallnet.h"
#include "viz/decision.h"
#include "viz/table.h"

enum { TASK, W1, W2, BIAS };
enum { CORNERS = 4, ROWS = 17, COLS = 25, CELLS = ROWS * COLS };

#define LOW         (-0.5)
#define HIGH        1.5
#define GRAPH_BYTES ((size_t)1 << 24)

static const char *const tasks[] = {"and", "or",         "not-both",
                                    "xor", "only-first", NULL};
/* What the neuron is to answer to 00, 01, 10, 11. */
static const int wanted[][CORNERS] = {
    {0, 0, 0, 1}, {0, 1, 1, 1}, {1, 1, 1, 0}, {0, 1, 1, 0}, {0, 0, 1, 0}};
static const float corner[2 * CORNERS] = {0, 0, 0, 1, 1, 0, 1, 1};

static const struct lab_knob knobs[] = {
    [TASK] = {.name = "task",
              .help = "what it is to answer to two inputs of 0 or 1",
              .kind = LAB_CHOICE,
              .fallback = "and",
              .choices = tasks},
    [W1] = {.name = "w1",
            .help = "weight of the first input",
            .kind = LAB_REAL,
            .fallback = "1",
            .low = -5,
            .high = 5,
            .live = true},
    [W2] = {.name = "w2",
            .help = "weight of the second input",
            .kind = LAB_REAL,
            .fallback = "1",
            .low = -5,
            .high = 5,
            .live = true},
    [BIAS] = {.name = "b",
              .help = "bias: what is added whatever the inputs are",
              .kind = LAB_REAL,
              .fallback = "0",
              .low = -5,
              .high = 5,
              .live = true},
    {.name = NULL},
};

struct found {
    int task, wrong;
    float weight[3]; /* w1, w2, b */
    float sum[CORNERS], out[CORNERS];
    float field[CELLS];
};

struct state {
    struct found found;
    struct smallnet net; /* linear 1 sigmoid */
    struct graph *graph;
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

static void set_weights(struct state *s, const struct lab_run *r)
{
    for (int i = 0; i < 3; i++) {
        s->found.weight[i] = (float)r->value[W1 + i].number;
        *smallnet_weight(&s->net, 0, 0, i) = s->found.weight[i];
    }
    params_touch(s->net.params);
}

static struct status ask(struct state *s)
{
    struct found *f = &s->found;
    struct tensor *after[2];
    float at[2 * CELLS], out[CELLS];

    for (int i = 0; i < CELLS; i++) {
        at[2 * i] = (float)(LOW + (HIGH - LOW) * (i % COLS) / (COLS - 1));
        at[2 * i + 1] =
            (float)(LOW + (HIGH - LOW) * (double)(i / COLS) / (ROWS - 1));
    }
    STATUS_TRY(smallnet_ask(&s->net, s->graph, at, CELLS, out, after));
    tensor_copy_floats(f->field, after[0]);
    STATUS_TRY(smallnet_ask(&s->net, s->graph, corner, CORNERS, f->out, after));
    tensor_copy_floats(f->sum, after[0]);
    f->wrong = 0;
    for (int i = 0; i < CORNERS; i++)
        f->wrong += (f->sum[i] > 0.0f) != (wanted[f->task][i] == 1);
    return STATUS_OK;
}

static struct status open(struct lab_run *r)
{
    struct state *s = calloc(1, sizeof *s);
    struct status st;

    r->state = s;
    if (!s)
        return status_fail(STATUS_NO_MEMORY, "no memory for a neuron");
    s->found.task = (int)r->value[TASK].number;
    s->graph = graph_new(device_find("auto"), GRAPH_BYTES);
    st = smallnet_read(&s->net, "linear 1 sigmoid", 2);
    if (!st.code)
        st = smallnet_build(&s->net, device_find("auto"), 1.0, r->seed);
    if (!st.code && !s->graph)
        st = status_fail(STATUS_NO_MEMORY, "no memory for a graph");
    if (!st.code) {
        set_weights(s, r);
        st = ask(s);
    }
    if (st.code)
        close(r);
    return st;
}

static struct status turn(struct lab_run *r, int knob)
{
    (void)knob;
    set_weights(r->state, r);
    return ask(r->state);
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    const struct state *s = r->state;

    return labnumbers_copy(&s->found, sizeof s->found, out);
}

static void draw_table(const struct found *f, struct canvas *cv,
                       struct canvas_rect at)
{
    enum { COLUMNS = 5, CELL = 12 };
    static const struct table_column column[COLUMNS] = {
        {"inputs", TABLE_LEFT},  {"sum", TABLE_RIGHT}, {"out", TABLE_RIGHT},
        {"wanted", TABLE_RIGHT}, {"", TABLE_LEFT},
    };
    char text[CORNERS][COLUMNS][CELL];
    const char *cell[CORNERS * COLUMNS];
    const struct table table = {
        .column = column, .columns = COLUMNS, .cell = cell, .rows = CORNERS};

    for (int i = 0; i < CORNERS; i++) {
        const bool good = (f->sum[i] > 0.0f) == (wanted[f->task][i] == 1);

        snprintf(text[i][0], CELL, "%.0f %.0f", (double)corner[2 * i],
                 (double)corner[2 * i + 1]);
        snprintf(text[i][1], CELL, "%.2f", (double)f->sum[i]);
        snprintf(text[i][2], CELL, "%.3f", (double)f->out[i]);
        snprintf(text[i][3], CELL, "%d", wanted[f->task][i]);
        snprintf(text[i][4], CELL, "%s", good ? "right" : "WRONG");
        for (int c = 0; c < COLUMNS; c++)
            cell[i * COLUMNS + c] = text[i][c];
    }
    table_draw(&table, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    static const char *const names[] = {"wanted 0", "wanted 1"};
    const struct found *f = snapshot_;
    const bool beside = cv->cols >= 64;
    const int left = beside ? cv->cols / 2 : cv->cols;
    const int rows = beside ? cv->rows - 1 : cv->rows - 7;
    const struct decision d = {
        .score = {f->field, ROWS, COLS, LOW, HIGH, LOW, HIGH},
        .full = 4.0f,
        .point = corner,
        .group = wanted[f->task],
        .points = CORNERS,
        .name = {names[0], names[1]},
    };

    (void)view;
    canvas_printf(cv, 0, 0, INK_TITLE | INK_BOLD,
                  "%s: %g x1 + %g x2 + %g, %d of 4 right", tasks[f->task],
                  (double)f->weight[0], (double)f->weight[1],
                  (double)f->weight[2], CORNERS - f->wrong);
    decision_draw(&d, cv, (struct canvas_rect){1, 0, rows, left});
    draw_table(f, cv,
               beside ? (struct canvas_rect){2, left + 2, cv->rows - 2,
                                             cv->cols - left - 2}
                      : (struct canvas_rect){rows + 1, 0, 6, cv->cols});
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;

    (void)view;
    buf_printf(out,
               "With weights %g and %g and bias %g, %d of 4 answers of \"%s\" "
               "are right.\n",
               (double)f->weight[0], (double)f->weight[1], (double)f->weight[2],
               CORNERS - f->wrong, tasks[f->task]);
    for (int i = 0; i < CORNERS; i++)
        buf_printf(out, "Inputs %.0f %.0f: sum %.2f, out %.3f, wanted %d.\n",
                   (double)corner[2 * i], (double)corner[2 * i + 1],
                   (double)f->sum[i], (double)f->out[i], wanted[f->task][i]);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;

    (void)view;
    return json_pack("{ss si so so so}", "task", tasks[f->task], "wrong",
                     f->wrong, "weights", labnumbers_row(f->weight, 3), "sums",
                     labnumbers_row(f->sum, CORNERS), "outputs",
                     labnumbers_row(f->out, CORNERS));
}

const struct lab neuron_lab = {
    .name = "neuron",
    .question = "Which three numbers make a neuron say and, or or?",
    .about = "One neuron with two inputs: a weighted sum, a bias, a sigmoid. "
             "The line where its sum is 0 parts the plane.",
    .sources = (const char *const[]){"engine/kernels/k_bias.c",
                                     "engine/ops/linear.c:linear_op", NULL},
    .knobs = knobs,
    .open = open,
    .turn = turn,
    .snapshot = snapshot,
    .forget = free,
    .close = close,
    .draw = draw,
    .words = words,
    .data = data,
};
