#include "lessons/labs/exprtape.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/graph.h"
#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
#include "engine/ops/unary.h"

typedef struct tensor *one_fn(struct graph *g, struct tensor *x);
typedef struct tensor *two_fn(struct graph *g, struct tensor *a,
                              struct tensor *b);

enum { ADD, SUB, MUL, DIV, NEG, FUNCTIONS };

static const struct {
    const char *name;
    two_fn *two;
    one_fn *one;
} ops[EXPRTAPE_OPS] = {
    [ADD] = {"+", arith_add, NULL},   [SUB] = {"-", arith_sub, NULL},
    [MUL] = {"*", arith_mul, NULL},   [DIV] = {"/", arith_div, NULL},
    [NEG] = {"neg", NULL, unary_neg}, {"tanh", NULL, unary_tanh},
    {"exp", NULL, unary_exp},         {"log", NULL, unary_log},
    {"sigmoid", NULL, unary_sigmoid}, {"relu", NULL, activation_relu},
    {"square", NULL, unary_square},   {"sqrt", NULL, unary_sqrt},
};

#define GRAPH_BYTES ((size_t)1 << 24)
#define NUDGE       1e-5

enum { DEEPEST = 32 };

struct reader {
    struct exprtape *t;
    const char *text, *at, *values;
    int depth;
    struct status status;
};

static int refuse(struct reader *r, const char *what)
{
    if (!r->status.code)
        r->status =
            status_fail(STATUS_BAD_USAGE, "the formula at place %d: %s: \"%s\"",
                        (int)(r->at - r->text) + 1, what, r->text);
    return 0;
}

static char next(struct reader *r)
{
    r->at += strspn(r->at, " ");
    return *r->at;
}

static int add_node(struct reader *r, int op, const char *name, int a, int b)
{
    struct exprtape *t = r->t;

    if (t->nodes == EXPRTAPE_NODES)
        return refuse(r, "too many parts");
    struct exprtape_node *n = &t->node[t->nodes];
    *n = (struct exprtape_node){.op = op, .in = {a, b}};
    n->inputs = op < 0 ? 0 : ops[op].two ? 2 : 1;
    snprintf(n->name, sizeof n->name, "%s", name);
    return t->nodes++;
}

/* The value of a name in "x1=2,w1=-3". */
static bool find_value(const char *values, const char *name, size_t bytes,
                       double *out)
{
    for (const char *at = values; *at;) {
        at += strspn(at, " ,");
        if (strncmp(at, name, bytes) == 0 && at[bytes] == '=') {
            char *end;

            *out = strtod(at + bytes + 1, &end);
            return end > at + bytes + 1 && isfinite(*out);
        }
        at += strcspn(at, ",");
    }
    return false;
}

static int read_leaf(struct reader *r, const char *name, size_t bytes)
{
    struct exprtape *t = r->t;
    char text[EXPRTAPE_NAME];
    double value;

    for (int i = 0; i < t->nodes; i++) {
        if (t->node[i].op < 0 && strlen(t->node[i].name) == bytes &&
            memcmp(t->node[i].name, name, bytes) == 0)
            return i;
    }
    if (bytes >= sizeof text)
        return refuse(r, "a name is too long");
    snprintf(text, sizeof text, "%.*s", (int)bytes, name);
    if (isdigit((unsigned char)*name) || *name == '.')
        value = strtod(text, NULL);
    else if (!find_value(r->values, name, bytes, &value))
        return refuse(r, "there is a name without a value");
    const int i = add_node(r, -1, text, 0, 0);
    if (!r->status.code)
        t->node[i].value = value;
    return i;
}

static int read_sum(struct reader *r);

static int read_call(struct reader *r, int op)
{
    r->at++; /* ( */
    const int a = read_sum(r);
    if (next(r) != ')')
        return refuse(r, "a ) is missing");
    r->at++;
    return op < 0 || r->status.code ? a : add_node(r, op, ops[op].name, a, 0);
}

static int read_value(struct reader *r)
{
    const char c = next(r);

    if (r->status.code || ++r->depth > DEEPEST)
        return refuse(r, "too deep");
    int node;
    if (c == '(') {
        node = read_call(r, -1);
    } else if (c == '-') {
        r->at++;
        const int a = read_value(r);
        node = r->status.code ? 0 : add_node(r, NEG, ops[NEG].name, a, 0);
    } else {
        const char *name = r->at;
        size_t bytes = 0;
        int op = FUNCTIONS;

        while (isalnum((unsigned char)name[bytes]) || name[bytes] == '.')
            bytes++;
        if (!bytes)
            return refuse(r, c ? "no number or name" : "it ends too early");
        r->at += bytes;
        while (op < EXPRTAPE_OPS && (strlen(ops[op].name) != bytes ||
                                     memcmp(ops[op].name, name, bytes) != 0))
            op++;
        if (next(r) == '(')
            node = op < EXPRTAPE_OPS ? read_call(r, op)
                                     : refuse(r, "no such function");
        else
            node = read_leaf(r, name, bytes);
    }
    r->depth--;
    return node;
}

static int read_product(struct reader *r)
{
    int a = read_value(r);

    while (!r->status.code && (next(r) == '*' || *r->at == '/')) {
        const int op = *r->at++ == '*' ? MUL : DIV;
        const int b = read_value(r);

        if (!r->status.code)
            a = add_node(r, op, ops[op].name, a, b);
    }
    return a;
}

static int read_sum(struct reader *r)
{
    int a = read_product(r);

    while (!r->status.code && (next(r) == '+' || *r->at == '-')) {
        const int op = *r->at++ == '+' ? ADD : SUB;
        const int b = read_product(r);

        if (!r->status.code)
            a = add_node(r, op, ops[op].name, a, b);
    }
    return a;
}

struct status exprtape_read(struct exprtape *t, const char *formula,
                            const char *at)
{
    struct reader r = {.t = t, .text = formula, .at = formula, .values = at};

    *t = (struct exprtape){0};
    read_sum(&r);
    if (!r.status.code && next(&r))
        refuse(&r, "something is left over");
    if (!r.status.code && !exprtape_ops(t))
        refuse(&r, "nothing is computed");
    return r.status;
}

int exprtape_ops(const struct exprtape *t)
{
    int n = 0;

    for (int i = 0; i < t->nodes; i++)
        n += t->node[i].op >= 0;
    return n;
}

int exprtape_op(const struct exprtape *t, int i)
{
    for (int k = 0; k < t->nodes; k++) {
        if (t->node[k].op >= 0 && i-- == 0)
            return k;
    }
    return -1;
}

static struct tensor *leaf(struct graph *g, double value)
{
    static const int64_t one = 1;
    struct tensor *t = graph_real(g, 1, &one);

    if (t) {
        *(double *)tensor_at(t, 0) = value;
        t->needs_grad = true;
        graph_keep_grad(g, t);
    }
    return t;
}

static struct tensor *apply(struct graph *g, const struct exprtape_node *n,
                            struct tensor *a, struct tensor *b)
{
    struct tensor *y =
        n->inputs == 2 ? ops[n->op].two(g, a, b) : ops[n->op].one(g, a);

    if (y)
        graph_keep_grad(g, y);
    return y;
}

static double grad_of(const struct tensor *t)
{
    return t->grad ? tensor_get(t->grad, 0) : 0.0;
}

/* The whole tape: forward, and back from its last line. */
static struct status run_all(struct exprtape *t, struct graph *g, bool back)
{
    struct tensor *at[EXPRTAPE_NODES];

    graph_reset(g);
    for (int i = 0; i < t->nodes; i++) {
        const struct exprtape_node *n = &t->node[i];

        at[i] = n->op < 0 ? leaf(g, n->value)
                          : apply(g, n, at[n->in[0]], at[n->in[1]]);
    }
    STATUS_TRY(graph_status(g));
    if (back)
        STATUS_TRY(graph_backward(g, at[t->nodes - 1]));
    for (int i = 0; i < t->nodes; i++) {
        t->node[i].value = tensor_get(at[i], 0);
        if (back)
            t->node[i].grad = grad_of(at[i]);
        if (!isfinite(t->node[i].value) || !isfinite(t->node[i].grad))
            return status_fail(STATUS_BAD_USAGE,
                               "part %d of the formula (%s) is no finite "
                               "number with these values",
                               i + 1, t->node[i].name);
    }
    return STATUS_OK;
}

/* One op alone: how its result moves with each of its inputs. */
static struct status run_alone(struct exprtape *t, struct graph *g,
                               struct exprtape_node *n)
{
    struct tensor *in[2] = {NULL, NULL};

    graph_reset(g);
    for (int k = 0; k < n->inputs; k++)
        in[k] = leaf(g, t->node[n->in[k]].value);
    struct tensor *y = apply(g, n, in[0], in[1]);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, y));
    for (int k = 0; k < n->inputs; k++)
        n->slope[k] = grad_of(in[k]);
    return STATUS_OK;
}

static struct status nudge(const struct exprtape *t, struct graph *g, int i,
                           double *out)
{
    double ends[2];

    for (int k = 0; k < 2; k++) {
        struct exprtape moved = *t;

        moved.node[i].value += k ? NUDGE : -NUDGE;
        STATUS_TRY(run_all(&moved, g, false));
        ends[k] = moved.node[t->nodes - 1].value;
    }
    *out = (ends[1] - ends[0]) / (2.0 * NUDGE);
    return STATUS_OK;
}

struct status exprtape_run(struct exprtape *t)
{
    struct graph *g = graph_new(device_reference(), GRAPH_BYTES);

    if (!g)
        return status_fail(STATUS_NO_MEMORY, "no memory for a tape");
    struct status st = run_all(t, g, true);
    for (int i = 0; i < t->nodes && !st.code; i++)
        st = t->node[i].op < 0 ? nudge(t, g, i, &t->node[i].numeric)
                               : run_alone(t, g, &t->node[i]);
    graph_free(g);
    return st;
}

void exprtape_back(const struct exprtape *t, int steps, bool add,
                   double grad[EXPRTAPE_NODES])
{
    for (int i = 0; i < t->nodes; i++)
        grad[i] = i == t->nodes - 1 ? 1.0 : 0.0;
    for (int i = t->nodes - 1; i >= 0 && steps > 0; i--) {
        const struct exprtape_node *n = &t->node[i];

        if (n->op < 0)
            continue;
        for (int k = 0; k < n->inputs; k++)
            grad[n->in[k]] =
                (add ? grad[n->in[k]] : 0.0) + n->slope[k] * grad[i];
        steps--;
    }
}
