/* backprop_graph.c - a formula as a graph and as a tape: values node by node,
 * then gradients node by node. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/exprtape.h"
#include "lessons/labs/labnumbers.h"
#include "lessons/labs/labtable.h"
#include "viz/netgraph.h"
#include "viz/table.h"

enum { EXPR, AT, GATHER, SHOWN };
enum { LOW = 10, CELL = 40, SAID = 160, COLUMNS = 5 };

static const char *const gathers[] = {"add", "replace", NULL};

static const struct lab_knob knobs[] = {
    [EXPR] = {.name = "expr",
              .help = "a formula of + - * / ( ) and tanh exp log sigmoid relu "
                      "square sqrt",
              .kind = LAB_TEXT,
              .fallback = "tanh(x1*w1 + x2*w2 + b)"},
    [AT] = {.name = "at-values",
            .help = "a value for every name of it",
            .kind = LAB_TEXT,
            .fallback = "x1=2,x2=0,w1=-3,w2=1,b=6.8813735870195432"},
    [GATHER] = {.name = "gather",
                .help = "gradients that meet in a node: add them, or let the "
                        "last replace the others",
                .kind = LAB_CHOICE,
                .fallback = "add",
                .choices = gathers,
                .live = true},
    [SHOWN] = {.name = "shown",
               .help = "parts of the walk that are shown; 0: as it goes",
               .kind = LAB_WHOLE,
               .fallback = "0",
               .low = 0,
               .high = 2 * EXPRTAPE_NODES,
               .live = true},
    {.name = NULL},
};

static const struct lab_key keys[] = {
    {"left, right", "a part back, a part on"},
    {"e", "the tape in place of the graph, and back"},
    {"t", "another formula"},
    {NULL, NULL},
};

struct found {
    struct exprtape tape;
    int ops, walked, shown; /* walked: of 2 ops parts, there and back */
    bool add;
};

static void close(struct lab_run *r)
{
    free(r->state);
    r->state = NULL;
}

static void look(struct found *f, const struct lab_run *r)
{
    f->add = r->value[GATHER].number < 0.5;
    f->shown = (int)r->value[SHOWN].number;
}

static struct status open(struct lab_run *r)
{
    struct found *f = calloc(1, sizeof *f);

    if (!f)
        return status_fail(STATUS_NO_MEMORY, "no memory for a tape");
    r->state = f;
    look(f, r);
    struct status st =
        exprtape_read(&f->tape, r->value[EXPR].text, r->value[AT].text);
    if (!st.code)
        st = exprtape_run(&f->tape);
    if (st.code)
        close(r);
    else
        f->ops = exprtape_ops(&f->tape);
    return st;
}

static struct status step(struct lab_run *r, bool *more)
{
    struct found *f = r->state;

    if (f->walked < 2 * f->ops)
        f->walked++;
    *more = f->walked < 2 * f->ops;
    return STATUS_OK;
}

static struct status turn(struct lab_run *r, int knob)
{
    struct found *f = r->state;

    (void)knob;
    look(f, r);
    r->again = f->walked < 2 * f->ops;
    return STATUS_OK;
}

static struct status snapshot(const struct lab_run *r, void **out)
{
    return labnumbers_copy(r->state, sizeof(struct found), out);
}

/* What stands there after the parts that are shown. */
struct moment {
    int parts, forward, back; /* ops that have run, there and back */
    int current;              /* node at work, or -1 */
    double grad[EXPRTAPE_NODES];
};

static struct moment moment_of(const struct found *f)
{
    struct moment m = {.parts = f->shown ? f->shown : f->walked, .current = -1};

    if (m.parts > 2 * f->ops)
        m.parts = 2 * f->ops;
    m.forward = m.parts < f->ops ? m.parts : f->ops;
    m.back = m.parts - m.forward;
    if (m.back)
        m.current = exprtape_op(&f->tape, f->ops - m.back);
    else if (m.forward)
        m.current = exprtape_op(&f->tape, m.forward - 1);
    exprtape_back(&f->tape, m.back, f->add, m.grad);
    return m;
}

/* Does node i have its value yet? Nodes behind the one at work do not. */
static bool has_value(const struct found *f, const struct moment *m, int i)
{
    return f->tape.node[i].op < 0 || m->back > 0 || i <= m->current;
}

/* Has the way back come to node i? */
static bool has_grad(const struct found *f, const struct moment *m, int i)
{
    if (!m->back)
        return false;
    for (int k = i + 1; k < f->tape.nodes; k++) {
        const struct exprtape_node *n = &f->tape.node[k];

        if (n->op >= 0 && k >= m->current &&
            (n->in[0] == i || (n->inputs == 2 && n->in[1] == i)))
            return true;
    }
    return i == f->tape.nodes - 1;
}

/* A leaf by its name, another node by its line. */
static const char *called(const struct exprtape *t, int i, char out[CELL])
{
    if (t->node[i].op < 0)
        snprintf(out, CELL, "%s", t->node[i].name);
    else
        snprintf(out, CELL, "#%d", i);
    return out;
}

/* What happened in the last part, in words. */
static void say(const struct found *f, const struct moment *m, char out[SAID])
{
    const struct exprtape *t = &f->tape;
    char to[2][CELL];

    if (m->current < 0) {
        snprintf(out, SAID, "the leaves have their values");
        return;
    }
    const struct exprtape_node *n = &t->node[m->current];
    const struct exprtape_node *a = &t->node[n->in[0]],
                               *b = &t->node[n->in[n->inputs - 1]];
    if (!m->back && n->inputs == 2)
        snprintf(out, SAID, "forward #%d: %.4f %s %.4f = %.4f", m->current,
                 a->value, n->name, b->value, n->value);
    else if (!m->back)
        snprintf(out, SAID, "forward #%d: %s(%.4f) = %.4f", m->current, n->name,
                 a->value, n->value);
    else if (n->inputs == 2)
        snprintf(out, SAID,
                 "back #%d: %.4f goes on, times %.4f to %s, times %.4f to %s",
                 m->current, m->grad[m->current], n->slope[0],
                 called(t, n->in[0], to[0]), n->slope[1],
                 called(t, n->in[1], to[1]));
    else
        snprintf(out, SAID, "back #%d: %.4f goes on, times %.4f to %s",
                 m->current, m->grad[m->current], n->slope[0],
                 called(t, n->in[0], to[0]));
}

static void draw_graph(const struct found *f, const struct moment *m,
                       struct canvas *cv, struct canvas_rect at)
{
    char name[EXPRTAPE_NODES][CELL], wire[EXPRTAPE_NODES][CELL];
    struct netgraph_node node[EXPRTAPE_NODES];
    struct netgraph_edge edge[2 * EXPRTAPE_NODES];
    struct netgraph g = {.node = node,
                         .nodes = f->tape.nodes,
                         .edge = edge,
                         .cursor = m->current >= 0,
                         .chosen = m->current};

    for (int i = 0; i < f->tape.nodes; i++) {
        const struct exprtape_node *n = &f->tape.node[i];

        snprintf(name[i], CELL, "%s", n->name);
        if (n->op < 0 && isalpha((unsigned char)n->name[0]))
            snprintf(name[i], CELL, "%s %.3g", n->name, n->value);
        else if (n->op >= 0 && has_value(f, m, i))
            snprintf(name[i], CELL, "%s: %.3g", n->name, n->value);
        wire[i][0] = '\0';
        if (has_grad(f, m, i))
            snprintf(wire[i], CELL, "%.3g", m->grad[i]);
        node[i] = (struct netgraph_node){name[i], wire[i], NULL};
        for (int k = 0; k < n->inputs; k++)
            edge[g.edges++] = (struct netgraph_edge){n->in[k], i};
    }
    netgraph_draw(&g, cv, at);
}

static void tape_row(const struct found *f, const struct moment *m, int i,
                     char cell[COLUMNS][CELL])
{
    const struct exprtape_node *n = &f->tape.node[i];
    char a[CELL], b[CELL];

    snprintf(cell[0], CELL, "#%d", i);
    snprintf(cell[1], CELL, "%s", n->name);
    if (n->inputs == 2)
        snprintf(cell[1], CELL, "%.10s %.4s %.10s",
                 called(&f->tape, n->in[0], a), n->name,
                 called(&f->tape, n->in[1], b));
    else if (n->inputs == 1)
        snprintf(cell[1], CELL, "%s(%.10s)", n->name,
                 called(&f->tape, n->in[0], a));
    cell[2][0] = cell[3][0] = cell[4][0] = '\0';
    if (has_value(f, m, i))
        snprintf(cell[2], CELL, "%.4f", n->value);
    if (has_grad(f, m, i))
        snprintf(cell[3], CELL, "%.4f", m->grad[i]);
    if (m->back == f->ops)
        snprintf(cell[4], CELL, "%.4f", n->grad);
}

static void draw_tape(const struct found *f, const struct moment *m,
                      struct canvas *cv, struct canvas_rect at)
{
    static const struct table_column column[COLUMNS] = {
        {"line", TABLE_RIGHT},
        {"made of", TABLE_LEFT},
        {"value", TABLE_RIGHT},
        {"gradient", TABLE_RIGHT},
        {"the engine's", TABLE_RIGHT}};
    char text[EXPRTAPE_NODES][COLUMNS][CELL];
    const char *cell[EXPRTAPE_NODES * COLUMNS];
    int rows = 0;
    struct table table = {.column = column,
                          .columns = COLUMNS,
                          .cell = cell,
                          .cursor = m->current >= 0};

    for (int i = 0; i < f->tape.nodes; i++) {
        if (!has_value(f, m, i))
            continue;
        if (i == m->current)
            table.at_row = rows;
        tape_row(f, m, i, text[rows]);
        for (int c = 0; c < COLUMNS; c++)
            cell[rows * COLUMNS + c] = text[rows][c];
        rows++;
    }
    table.rows = rows;
    table_draw(&table, cv, at);
}

static void draw(const void *snapshot_, const struct lab_view *view,
                 struct canvas *cv)
{
    const struct found *f = snapshot_;
    const struct moment m = moment_of(f);
    const struct canvas_rect rest = {1, 0, cv->rows - 1, cv->cols};
    char said[SAID];

    say(f, &m, said);
    canvas_text(cv, 0, 0, said, INK_TITLE | INK_BOLD);
    /* In few rows a tape tells more than a corner of the graph. */
    if ((view->page != 0) != (cv->rows < LOW))
        draw_tape(f, &m, cv, rest);
    else
        draw_graph(f, &m, cv, rest);
}

/* The largest difference between what was gathered and the tape. */
static double apart(const struct found *f, const struct moment *m)
{
    double most = 0.0;

    for (int i = 0; i < f->tape.nodes; i++)
        most = fmax(most, fabs(m->grad[i] - f->tape.node[i].grad));
    return most;
}

static void words(const void *snapshot_, const struct lab_view *view,
                  struct buf *out)
{
    const struct found *f = snapshot_;
    const struct moment m = moment_of(f);
    char said[SAID], cell[COLUMNS][CELL];

    (void)view;
    say(f, &m, said);
    if (m.back == f->ops)
        buf_printf(out,
                   "All the way back: the gradients differ from the engine's "
                   "by %.2g at most.\n",
                   apart(f, &m));
    else
        buf_printf(out, "Part %d of %d, %s.\n", m.parts, 2 * f->ops, said);
    for (int i = 0; i < f->tape.nodes; i++) {
        if (!has_value(f, &m, i))
            continue;
        tape_row(f, &m, i, cell);
        buf_printf(out, "Line %s, %s: %s", cell[0], cell[1], cell[2]);
        if (cell[3][0])
            buf_printf(out, ", gradient %s", cell[3]);
        buf_text(out, ".\n");
    }
}

static json_t *node_json(const struct found *f, const struct moment *m, int i)
{
    const struct exprtape_node *n = &f->tape.node[i];
    json_t *in = json_array(), *slope = json_array();

    for (int k = 0; k < n->inputs; k++) {
        json_array_append_new(in, json_integer(n->in[k]));
        json_array_append_new(slope, json_real(n->slope[k]));
    }
    return json_pack("{ss so so sf sf sf}", "name", n->name, "in", in, "slope",
                     slope, "value", n->value, "grad", m->grad[i],
                     "engine_grad", n->grad);
}

static json_t *data(const void *snapshot_, const struct lab_view *view)
{
    const struct found *f = snapshot_;
    const struct moment m = moment_of(f);
    json_t *nodes = json_array(), *grad = json_object(),
           *numeric = json_object();

    (void)view;
    for (int i = 0; i < f->tape.nodes; i++) {
        const struct exprtape_node *n = &f->tape.node[i];

        json_array_append_new(nodes, node_json(f, &m, i));
        if (n->op < 0) {
            json_object_set_new(grad, n->name, json_real(m.grad[i]));
            json_object_set_new(numeric, n->name, json_real(n->numeric));
        }
    }
    return json_pack("{si si sf sf so so so}", "parts", m.parts, "ops", f->ops,
                     "output", f->tape.node[f->tape.nodes - 1].value, "apart",
                     apart(f, &m), "grad", grad, "numeric", numeric, "tape",
                     nodes);
}

static struct lab_answer key(const void *snapshot_, struct lab_view *view,
                             int code)
{
    const struct found *f = snapshot_;
    const int to = moment_of(f).parts + (code == LAB_KEY_RIGHT ? 1 : -1);
    struct lab_answer a = {.wish = LAB_TURN, .knob = SHOWN};

    if (code == 'e') {
        view->page = !view->page;
        return (struct lab_answer){.wish = LAB_REDRAW};
    }
    if (code == 't')
        return (struct lab_answer){.wish = LAB_EDIT, .knob = EXPR};
    if ((code != LAB_KEY_LEFT && code != LAB_KEY_RIGHT) || to < 1 ||
        to > 2 * f->ops)
        return (struct lab_answer){.wish = LAB_IGNORED};
    snprintf(a.text, sizeof a.text, "%d", to);
    return a;
}

const struct lab backprop_graph_lab = {
    .name = "backprop-graph",
    .question = "How does a gradient find its way back?",
    .about = "A formula as a graph of the engine's ops: values node by node "
             "forward, then gradients node by node back, and the tape as it "
             "grows. What is gathered here is compared with the engine's own "
             "way back.",
    .sources = (const char *const[]){"engine/core/graph_backward.c",
                                     "engine/kernels/k_unary.c", NULL},
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
