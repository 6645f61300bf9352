#include "lessons/labs/smallnet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/ops/activation.h"
#include "engine/ops/cross_entropy.h"
#include "engine/ops/unary.h"

typedef struct tensor *bend_fn(struct graph *g, struct tensor *x);

static const struct {
    const char *name;
    bend_fn *bend;
    bool one_sided; /* drops what is below zero, or nearly */
} kinds[SMALLNET_KINDS] = {
    [SMALLNET_LINEAR] = {"linear", NULL, false},
    [SMALLNET_RELU] = {"relu", activation_relu, true},
    [SMALLNET_TANH] = {"tanh", unary_tanh, false},
    [SMALLNET_SIGMOID] = {"sigmoid", unary_sigmoid, false},
    [SMALLNET_GELU] = {"gelu", activation_gelu, true},
    [SMALLNET_SILU] = {"silu", activation_silu, true},
};

const char *smallnet_name(enum smallnet_kind kind)
{
    return kind < SMALLNET_KINDS ? kinds[kind].name : NULL;
}

static enum smallnet_kind kind_of(const char *word, size_t bytes)
{
    int i = 0;

    while (i < SMALLNET_KINDS && (strlen(kinds[i].name) != bytes ||
                                  memcmp(kinds[i].name, word, bytes) != 0))
        i++;
    return (enum smallnet_kind)i;
}

/* One word of the line, and for a linear part the number behind it. */
static struct status read_part(struct smallnet *n, const char **at)
{
    const size_t bytes = strcspn(*at, " ");
    const int in = n->parts ? n->part[n->parts - 1].out : n->inputs;
    struct smallnet_part part = {kind_of(*at, bytes), in, in, {-1, -1}};

    if (part.kind == SMALLNET_KINDS)
        return status_fail(STATUS_BAD_USAGE,
                           "\"%.*s\" is no part of a network; linear, relu, "
                           "tanh, sigmoid, gelu and silu are",
                           (int)bytes, *at);
    if (n->parts == SMALLNET_PARTS)
        return status_fail(STATUS_BAD_USAGE, "a network has at most %d parts",
                           SMALLNET_PARTS);
    *at += bytes;
    if (part.kind == SMALLNET_LINEAR) {
        char *end;
        const long out = strtol(*at, &end, 10);

        if (end == *at || (*end && *end != ' ') || out < 1 ||
            out > SMALLNET_WIDTH)
            return status_fail(STATUS_BAD_USAGE,
                               "behind linear stands how many numbers come "
                               "out, 1 to %d: linear 16",
                               SMALLNET_WIDTH);
        part.out = (int)out;
        *at = end;
    }
    n->part[n->parts++] = part;
    n->outputs = part.out;
    return STATUS_OK;
}

struct status smallnet_read(struct smallnet *n, const char *spec, int inputs)
{
    bool learns = false;

    *n = (struct smallnet){.inputs = inputs, .outputs = inputs};
    for (const char *at = spec;;) {
        at += strspn(at, " ");
        if (!*at)
            break;
        STATUS_TRY(read_part(n, &at));
        learns |= n->part[n->parts - 1].kind == SMALLNET_LINEAR;
    }
    if (!learns)
        return status_fail(STATUS_BAD_USAGE,
                           "a network needs a linear part at least, such as "
                           "linear 2");
    return STATUS_OK;
}

struct status smallnet_spell(char spec[SMALLNET_SPEC], const char *layers,
                             const char *bend, int outputs)
{
    size_t used = 0;

    spec[0] = '\0';
    for (const char *at = layers; strcmp(layers, "none") != 0;) {
        char *end;
        const long out = strtol(at, &end, 10);

        if (end == at || (*end && *end != ',') || out < 1 ||
            out > SMALLNET_WIDTH || used + 32 > SMALLNET_SPEC)
            return status_fail(STATUS_BAD_USAGE,
                               "layers is widths from 1 to %d with commas "
                               "between, such as 8,8, or none; not \"%s\"",
                               SMALLNET_WIDTH, layers);
        used += (size_t)snprintf(spec + used, SMALLNET_SPEC - used,
                                 "linear %ld %s%s", out, bend ? bend : "",
                                 bend ? " " : "");
        if (!*end)
            break;
        at = end + 1;
    }
    snprintf(spec + used, SMALLNET_SPEC - used, "linear %d", outputs);
    return STATUS_OK;
}

int smallnet_size(const struct smallnet *n)
{
    int size = 0;

    for (int i = 0; i < n->parts; i++) {
        if (n->part[i].kind == SMALLNET_LINEAR)
            size += (n->part[i].in + 1) * n->part[i].out;
    }
    return size;
}

struct status smallnet_build(struct smallnet *n, const struct device *d,
                             double gain, uint64_t seed)
{
    n->params = params_new(d);
    if (!n->params)
        return status_fail(STATUS_NO_MEMORY, "no memory for a small network");
    for (int i = 0; i < n->parts; i++) {
        struct smallnet_part *p = &n->part[i];
        const bool halved =
            i + 1 < n->parts && kinds[n->part[i + 1].kind].one_sided;
        char name[32];

        if (p->kind != SMALLNET_LINEAR)
            continue;
        snprintf(name, sizeof name, "part.%d", i);
        p->dense = dense_declare(n->params, name, p->in, p->out, true,
                                 gain * sqrt((halved ? 2.0 : 1.0) / p->in));
    }
    return params_build(n->params, seed);
}

void smallnet_release(struct smallnet *n)
{
    params_free(n->params);
    n->params = NULL;
}

struct tensor *smallnet_forward(const struct smallnet *n, struct graph *g,
                                struct tensor *x, struct tensor **after)
{
    for (int i = 0; i < n->parts; i++) {
        const struct smallnet_part *p = &n->part[i];

        x = p->kind == SMALLNET_LINEAR
                ? dense_forward(g, n->params, &p->dense, x)
                : kinds[p->kind].bend(g, x);
        if (after)
            after[i] = x;
    }
    return x;
}

static struct tensor *loss_of(const struct smallnet *n, struct graph *g,
                              const struct dotset *dots, struct tensor **logits)
{
    const int64_t count = dots->count, shape[] = {count, 2};

    *logits = smallnet_forward(n, g, graph_floats(g, 2, shape, dots->at), NULL);
    return cross_entropy_op(g, *logits, graph_ints(g, 1, &count, dots->label),
                            -1);
}

struct status smallnet_learn(struct smallnet *n, struct graph *g,
                             const struct dotset *dots,
                             const struct optimizer_settings *how, double rate,
                             int64_t step, double *loss)
{
    struct tensor *logits;

    graph_reset(g);
    graph_set_gradients(g, true);
    params_zero_grads(n->params);
    struct tensor *l = loss_of(n, g, dots, &logits);
    STATUS_TRY(graph_status(g));
    STATUS_TRY(graph_backward(g, l));
    params_settle_grads(n->params);
    *loss = tensor_get(l, 0);
    if (!how)
        return STATUS_OK;
    STATUS_TRY(optimizer_step(n->params, how, rate, 1.0, step));
    params_touch(n->params);
    return STATUS_OK;
}

struct status smallnet_examine(const struct smallnet *n, struct graph *g,
                               const struct dotset *dots,
                               struct smallnet_exam *exam)
{
    struct tensor *logits;

    graph_reset(g);
    graph_set_gradients(g, false);
    const struct tensor *l = loss_of(n, g, dots, &logits);
    STATUS_TRY(graph_status(g));
    *exam = (struct smallnet_exam){0, tensor_get(l, 0)};
    for (int i = 0; i < dots->count; i++) {
        const bool second =
            tensor_get(logits, 2 * i + 1) > tensor_get(logits, 2 * i);

        exam->right += second == (dots->label[i] == 1);
    }
    return STATUS_OK;
}

struct status smallnet_ask(const struct smallnet *n, struct graph *g,
                           const float *x, int count, float *out,
                           struct tensor **after)
{
    const int64_t shape[] = {count, n->inputs};

    graph_reset(g);
    graph_set_gradients(g, false);
    const struct tensor *y =
        smallnet_forward(n, g, graph_floats(g, 2, shape, x), after);
    STATUS_TRY(graph_status(g));
    tensor_copy_floats(out, y);
    return STATUS_OK;
}

float *smallnet_weight(const struct smallnet *n, int part, int to, int from)
{
    if (part < 0 || part >= n->parts || n->part[part].kind != SMALLNET_LINEAR ||
        to < 0 || to >= n->part[part].out || from < 0 ||
        from > n->part[part].in)
        return NULL;
    const struct smallnet_part *p = &n->part[part];
    const bool bias = from == p->in;
    struct param *w =
        params_at(n->params, bias ? p->dense.bias : p->dense.weight);

    return tensor_at(params_tensor(w), bias ? to : to * p->in + from);
}
