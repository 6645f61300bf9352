#include "lessons/labs/recallnet.h"

#include <math.h>
#include <string.h>

#include "engine/ops/arith.h"
#include "engine/ops/attention.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/shape.h"
#include "engine/ops/unary.h"

/* Rows of gates: parts of the two products that a step makes. */
static const struct {
    const char *name;
    int parts;
} kinds[RECALLNET_KINDS] = {[RECALLNET_RNN] = {"rnn", 1},
                            [RECALLNET_GRU] = {"gru", 3},
                            [RECALLNET_LSTM] = {"lstm", 4},
                            [RECALLNET_ATTENTION] = {"attention", 3}};

const char *recallnet_name(enum recallnet_kind kind)
{
    return kinds[kind].name;
}

enum recallnet_kind recallnet_find(const char *name, size_t n)
{
    int i = 0;

    while (i < RECALLNET_KINDS &&
           (strlen(kinds[i].name) != n || strncmp(kinds[i].name, name, n) != 0))
        i++;
    return (enum recallnet_kind)i;
}

static int matrix(struct recallnet *net, const char *name, int rows,
                  double scale)
{
    return params_add(net->params, name, 2, (const int64_t[]){rows, net->width},
                      PARAMS_NORMAL, scale);
}

struct status recallnet_make(struct recallnet *net, enum recallnet_kind kind,
                             int width, uint64_t seed)
{
    const double even = 1.0 / sqrt((double)width);
    const int rows = kinds[kind].parts * width;

    *net = (struct recallnet){.kind = kind, .width = width, .state = -1};
    net->params = params_new(device_find("auto"));
    if (!net->params)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    net->tokens = matrix(net, "tokens.weight", RECALLNET_TOKENS, 0.5);
    net->in = matrix(net, "in.weight", rows, even);
    if (kind != RECALLNET_ATTENTION)
        net->state = matrix(net, "state.weight", rows, even);
    net->head = matrix(net, "head.weight", RECALLNET_LETTERS, even);
    const struct status st = params_build(net->params, seed);
    if (st.code)
        recallnet_release(net);
    return st;
}

void recallnet_release(struct recallnet *net)
{
    params_free(net->params);
    *net = (struct recallnet){.kind = net->kind};
}

static struct tensor *weight(const struct recallnet *net, int index)
{
    return params_tensor(params_at(net->params, index));
}

/* Part `i` of rows that hold several gates side by side. */
static struct tensor *gate(const struct recallnet *net, struct graph *g,
                           struct tensor *x, int i)
{
    return x ? shape_slice(g, x, 1, (int64_t)i * net->width,
                           (int64_t)(i + 1) * net->width)
             : NULL;
}

static struct tensor *sum_gate(const struct recallnet *net, struct graph *g,
                               struct tensor *const *xs, int i)
{
    return arith_add(g, gate(net, g, xs[0], i), gate(net, g, xs[1], i));
}

/* h' = h + z (n - h), where the reset gate r scales what n sees of h. */
static struct tensor *gru(const struct recallnet *net, struct graph *g,
                          struct tensor *const *xs, struct tensor *h)
{
    struct tensor *z = unary_sigmoid(g, sum_gate(net, g, xs, 0));
    struct tensor *r = unary_sigmoid(g, sum_gate(net, g, xs, 1));
    struct tensor *seen = arith_mul(g, r, gate(net, g, xs[1], 2));
    struct tensor *n =
        unary_tanh(g, arith_add(g, gate(net, g, xs[0], 2), seen));

    return arith_add(g, h, arith_mul(g, z, arith_sub(g, n, h)));
}

/* The cell adds; the forget gate starts open, by 1. */
static struct tensor *lstm(const struct recallnet *net, struct graph *g,
                           struct tensor *const *xs, struct tensor **cell)
{
    struct tensor *in = unary_sigmoid(g, sum_gate(net, g, xs, 0));
    struct tensor *keep =
        unary_sigmoid(g, arith_shift(g, sum_gate(net, g, xs, 1), 1.0));
    struct tensor *out = unary_sigmoid(g, sum_gate(net, g, xs, 2));
    struct tensor *news = unary_tanh(g, sum_gate(net, g, xs, 3));

    *cell = arith_add(g, arith_mul(g, keep, *cell), arith_mul(g, in, news));
    return arith_mul(g, out, unary_tanh(g, *cell));
}

static struct tensor *zeros(struct graph *g, int width)
{
    const int64_t shape[] = {RECALLNET_BATCH, width};
    struct tensor *x = graph_real(g, 2, shape);

    if (x)
        memset(tensor_at(x, 0), 0,
               (size_t)tensor_count(x) * tensor_type_bytes(x->type));
    return x;
}

static struct tensor *recurrent(const struct recallnet *net, struct graph *g,
                                struct tensor *x, int t)
{
    struct tensor *h = zeros(g, net->width), *cell = zeros(g, net->width);
    struct tensor *in = linear_op(g, x, weight(net, net->in), NULL);

    for (int i = 0; i < t && in && h; i++) {
        struct tensor *row = shape_slice(g, in, 0, (int64_t)i * RECALLNET_BATCH,
                                         (int64_t)(i + 1) * RECALLNET_BATCH);
        struct tensor *const xs[] = {
            row, linear_op(g, h, weight(net, net->state), NULL)};

        if (net->kind == RECALLNET_GRU)
            h = gru(net, g, xs, h);
        else if (net->kind == RECALLNET_LSTM)
            h = lstm(net, g, xs, &cell);
        else
            h = unary_tanh(g, arith_add(g, xs[0], xs[1]));
    }
    return h;
}

/* [t * batch, width] to [batch, t, 1, width]. */
static struct tensor *head_of(struct graph *g, struct tensor *x, int t)
{
    static const int order[] = {1, 0, 2, 3};

    if (!x)
        return NULL;
    x = shape_contiguous(g, x);
    x = shape_reshape(g, x, 4, (const int64_t[]){t, RECALLNET_BATCH, 1, -1});
    return x ? shape_contiguous(g, shape_permute(g, x, order)) : NULL;
}

static struct tensor *attend(const struct recallnet *net, struct graph *g,
                             struct tensor *x, int t)
{
    struct tensor *in = linear_op(g, x, weight(net, net->in), NULL);
    struct tensor *q = head_of(g, gate(net, g, in, 0), t);
    struct tensor *k = head_of(g, gate(net, g, in, 1), t);
    struct tensor *v = head_of(g, gate(net, g, in, 2), t);

    if (q)
        q = shape_contiguous(g, shape_slice(g, q, 1, t - 1, t));
    struct tensor *y =
        attention_op(g, q, k, v, 1.0 / sqrt((double)net->width), true, NULL);
    return y ? shape_reshape(g, y, 2,
                             (const int64_t[]){RECALLNET_BATCH, net->width})
             : NULL;
}

struct tensor *recallnet_logits(const struct recallnet *net, struct graph *g,
                                const int32_t *ids, int t)
{
    const int64_t n = (int64_t)t * RECALLNET_BATCH;
    struct tensor *x =
        embedding_op(g, weight(net, net->tokens), graph_ints(g, 1, &n, ids));
    struct tensor *h = net->kind == RECALLNET_ATTENTION
                           ? attend(net, g, x, t)
                           : recurrent(net, g, x, t);

    return linear_op(g, h, weight(net, net->head), NULL);
}
