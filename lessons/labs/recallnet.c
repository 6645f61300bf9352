#include "lessons/labs/recallnet.h"

#include <math.h>
#include <string.h>

#include "engine/ops/attention.h"
#include "engine/ops/embedding.h"
#include "engine/ops/linear.h"
#include "engine/ops/shape.h"

static const char *const names[RECALLNET_KINDS] = {[RECALLNET_RNN] = "rnn",
                                                   [RECALLNET_GRU] = "gru",
                                                   [RECALLNET_LSTM] = "lstm",
                                                   [RECALLNET_ATTENTION] =
                                                       "attention"};

const char *recallnet_name(enum recallnet_kind kind)
{
    return names[kind];
}

enum recallnet_kind recallnet_find(const char *name, size_t n)
{
    int i = 0;

    while (i < RECALLNET_KINDS &&
           (strlen(names[i]) != n || strncmp(names[i], name, n) != 0))
        i++;
    return (enum recallnet_kind)i;
}

static int matrix(struct recallnet *net, const char *name, int rows,
                  double scale)
{
    return params_add(net->params, name, 2, (const int64_t[]){rows, net->width},
                      PARAMS_NORMAL, scale);
}

static void declare(struct recallnet *net)
{
    static const enum reclayer_kind kinds[] = {RECLAYER_RNN, RECLAYER_GRU,
                                               RECLAYER_LSTM};
    const double even = 1.0 / sqrt((double)net->width);

    net->tokens = matrix(net, "tokens.weight", RECALLNET_TOKENS, 0.5);
    net->head = matrix(net, "head.weight", RECALLNET_LETTERS, even);
    if (net->kind == RECALLNET_ATTENTION) {
        net->in = dense_declare(net->params, "in", net->width, 3 * net->width,
                                false, even);
    } else {
        const struct reclayer_shape shape = {.kind = kinds[net->kind],
                                             .layers = 1,
                                             .in = net->width,
                                             .width = net->width};

        net->recurrent = reclayer_declare(net->params, "recurrent", &shape);
    }
}

struct status recallnet_make(struct recallnet *net, const struct device *d,
                             enum recallnet_kind kind, int width, uint64_t seed)
{
    *net = (struct recallnet){.kind = kind, .width = width};
    net->params = params_new(d);
    if (!net->params)
        return status_fail(STATUS_NO_MEMORY, "no memory for a network");
    declare(net);
    const struct status st = params_build(net->params, seed);
    if (st.code)
        recallnet_release(net);
    else if (kind == RECALLNET_LSTM)
        reclayer_open_gates(net->params, &net->recurrent, 1.0);
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

/* The part of q, k and v that `i` says: [batch, t, 1, width]. */
static struct tensor *part(const struct recallnet *net, struct graph *g,
                           struct tensor *x, int i)
{
    if (!x)
        return NULL;
    const int64_t shape[] = {x->shape[0], x->shape[1], 3, net->width};

    return shape_slice(g, shape_reshape(g, x, 4, shape), 2, i, i + 1);
}

/* What the last position takes from all. */
static struct tensor *attend(const struct recallnet *net, struct graph *g,
                             struct tensor *x)
{
    const int64_t t = x ? x->shape[1] : 0;
    struct tensor *in = dense_forward(g, net->params, &net->in, x);
    struct tensor *q = part(net, g, in, 0);

    q = q ? shape_slice(g, q, 1, t - 1, t) : NULL;
    return attention_op(g, q, part(net, g, in, 1), part(net, g, in, 2),
                        1.0 / sqrt((double)net->width), true, NULL);
}

/* The state after the last position. */
static struct tensor *recur(const struct recallnet *net, struct graph *g,
                            struct tensor *x)
{
    const int64_t t = x ? x->shape[1] : 0;
    struct tensor *y =
        reclayer_forward(g, net->params, &net->recurrent, x, NULL, NULL);

    return y ? shape_slice(g, y, 1, t - 1, t) : NULL;
}

struct tensor *recallnet_logits(const struct recallnet *net, struct graph *g,
                                const int32_t *ids, int t)
{
    const int64_t shape[] = {RECALLNET_BATCH, t};
    const int64_t last[] = {RECALLNET_BATCH, net->width};
    struct tensor *x =
        embedding_op(g, weight(net, net->tokens), graph_ints(g, 2, shape, ids));
    struct tensor *h =
        net->kind == RECALLNET_ATTENTION ? attend(net, g, x) : recur(net, g, x);

    return h ? linear_op(g, shape_reshape(g, h, 2, last),
                         weight(net, net->head), NULL)
             : NULL;
}
