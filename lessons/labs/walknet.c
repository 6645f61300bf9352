#include "lessons/labs/walknet.h"

#include <string.h>

#include "engine/ops/activation.h"
#include "engine/ops/arith.h"
#include "engine/ops/linear.h"
#include "engine/ops/reduce.h"
#include "engine/ops/unary.h"

enum { W1, B1, W2, B2 };

#define GRAPH_BYTES ((size_t)1 << 24)

static const double first_weight[][WALKNET_WEIGHTS] = {
    [WALKNET_EXAMPLE] = {0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55},
    [WALKNET_XOR] = {1, 1, 1, 1, 1, -2}};
static const double first_bias[][WALKNET_BIASES] = {
    [WALKNET_EXAMPLE] = {0.35, 0.35, 0.60, 0.60}, [WALKNET_XOR] = {0, -1, 0}};

static double *numbers(const struct walknet *n, int param)
{
    return tensor_at(params_tensor(params_at(n->params, param)), 0);
}

struct status walknet_open(struct walknet *n, enum walknet_kind kind)
{
    const int64_t outputs = kind == WALKNET_EXAMPLE ? 2 : 1, two = 2;

    *n = (struct walknet){.kind = kind, .outputs = (int)outputs};
    n->params = params_new(device_reference());
    n->graph = graph_new(device_reference(), GRAPH_BYTES);
    if (!n->params || !n->graph)
        return status_fail(STATUS_NO_MEMORY, "no memory for eight weights");
    params_add(n->params, "w1", 2, (const int64_t[]){2, 2}, PARAMS_ZERO, 0.0);
    params_add(n->params, "b1", 1, &two, PARAMS_ZERO, 0.0);
    params_add(n->params, "w2", 2, (const int64_t[]){outputs, 2}, PARAMS_ZERO,
               0.0);
    params_add(n->params, "b2", 1, &outputs, PARAMS_ZERO, 0.0);
    STATUS_TRY(params_build(n->params, 1));
    memcpy(numbers(n, W1), first_weight[kind], 4 * sizeof(double));
    memcpy(numbers(n, W2), first_weight[kind] + 4,
           (size_t)(2 * outputs) * sizeof(double));
    memcpy(numbers(n, B1), first_bias[kind], 2 * sizeof(double));
    memcpy(numbers(n, B2), first_bias[kind] + 2,
           (size_t)outputs * sizeof(double));
    params_touch(n->params);
    return STATUS_OK;
}

void walknet_release(struct walknet *n)
{
    graph_free(n->graph);
    params_free(n->params);
    *n = (struct walknet){0};
}

/* A [1, count] tensor of doubles. */
static struct tensor *row(struct graph *g, const double *x, int count)
{
    struct tensor *t = graph_real(g, 2, (const int64_t[]){1, count});

    if (t)
        memcpy(tensor_at(t, 0), x, (size_t)count * sizeof *x);
    return t;
}

static struct tensor *layer(struct walknet *n, struct tensor *x, int weight,
                            struct tensor **sum)
{
    struct graph *g = n->graph;
    const bool last = weight == W2;

    *sum = linear_op(g, x, params_tensor(params_at(n->params, weight)),
                     params_tensor(params_at(n->params, weight + 1)));
    if (*sum)
        graph_keep_grad(g, *sum);
    if (n->kind == WALKNET_EXAMPLE)
        x = unary_sigmoid(g, *sum);
    else
        x = last ? arith_scale(g, *sum, 1.0) : activation_relu(g, *sum);
    if (x)
        graph_keep_grad(g, x);
    return x;
}

static void copy(double *to, const struct tensor *from)
{
    for (int64_t i = 0; i < tensor_count(from); i++)
        to[i] = tensor_get(from, i);
}

static void copy_params(const struct walknet *n, struct walknet_pass *p)
{
    struct param *at[4];

    for (int i = 0; i < 4; i++)
        at[i] = params_at(n->params, i);
    copy(p->weight, &at[W1]->value);
    copy(p->weight + 4, &at[W2]->value);
    copy(p->bias, &at[B1]->value);
    copy(p->bias + 2, &at[B2]->value);
    copy(p->d_weight, &at[W1]->grad);
    copy(p->d_weight + 4, &at[W2]->grad);
    copy(p->d_bias, &at[B1]->grad);
    copy(p->d_bias + 2, &at[B2]->grad);
}

struct status walknet_pass(struct walknet *n, struct walknet_pass *p)
{
    struct graph *g = n->graph;
    struct tensor *sum[2];

    *p = (struct walknet_pass){0};
    graph_reset(g);
    params_zero_grads(n->params);
    struct tensor *hidden = layer(n, row(g, n->x, 2), W1, &sum[0]);
    struct tensor *out = layer(n, hidden, W2, &sum[1]);
    struct tensor *off = arith_sub(g, out, row(g, n->target, n->outputs));
    struct tensor *error =
        arith_scale(g, reduce_sum(g, unary_square(g, off), REDUCE_ALL), 0.5);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, error));
    params_settle_grads(n->params);
    copy(p->hidden_sum, sum[0]);
    copy(p->hidden, hidden);
    copy(p->out_sum, sum[1]);
    copy(p->out, out);
    copy(p->d_hidden_sum, sum[0]->grad);
    copy(p->d_hidden, hidden->grad);
    copy(p->d_out_sum, sum[1]->grad);
    copy(p->d_out, out->grad);
    p->error = tensor_get(error, 0);
    copy_params(n, p);
    return STATUS_OK;
}

struct status walknet_step(struct walknet *n, const struct walknet_pass *p,
                           double rate, bool biases)
{
    double *w1 = numbers(n, W1), *w2 = numbers(n, W2), *b1 = numbers(n, B1),
           *b2 = numbers(n, B2);

    for (int i = 0; i < 4; i++)
        w1[i] -= rate * p->d_weight[i];
    for (int i = 0; i < 2 * n->outputs; i++)
        w2[i] -= rate * p->d_weight[4 + i];
    for (int i = 0; i < 2 && biases; i++)
        b1[i] -= rate * p->d_bias[i];
    for (int i = 0; i < n->outputs && biases; i++)
        b2[i] -= rate * p->d_bias[2 + i];
    params_touch(n->params);
    return STATUS_OK;
}
