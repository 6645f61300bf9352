#include "lessons/labs/probefit.h"

#include <math.h>
#include <stdlib.h>

#include "engine/core/graph.h"
#include "engine/nn/dense.h"
#include "engine/ops/cross_entropy.h"
#include "engine/train/optimizer.h"

#define RATE        0.05
#define LEAST       1e-6 /* a spread that is more than rounding */
#define GRAPH_BYTES ((size_t)1 << 30)

/* Mean and spread of column c where it is learned from. */
static void column(const struct probefit *p, int c, double *mean,
                   double *spread)
{
    double sum = 0.0, squares = 0.0;

    for (int i = 0; i < p->learn; i++)
        sum += (double)p->x[i * p->width + c];
    *mean = sum / p->learn;
    for (int i = 0; i < p->learn; i++) {
        const double d = (double)p->x[i * p->width + c] - *mean;

        squares += d * d;
    }
    *spread = sqrt(squares / p->learn);
}

/* A column that never changes stays at 0. */
static void even_out(const struct probefit *p, float *x)
{
    for (int c = 0; c < p->width; c++) {
        double mean, spread;

        column(p, c, &mean, &spread);
        for (int i = 0; i < p->count; i++) {
            const double d = (double)p->x[i * p->width + c] - mean;

            x[i * p->width + c] = spread > LEAST ? (float)(d / spread) : 0.0f;
        }
    }
}

/* The learned layer reads evened columns; these weights read them raw. */
static void give(const struct probefit *p, struct params *ps, float *weight,
                 float *bias)
{
    const struct tensor *w = params_tensor(params_at(ps, 0));
    const struct tensor *b = params_tensor(params_at(ps, 1));

    for (int k = 0; k < p->classes; k++)
        bias[k] = (float)tensor_get(b, k);
    for (int c = 0; c < p->width; c++) {
        double mean, spread;

        column(p, c, &mean, &spread);
        for (int k = 0; k < p->classes; k++) {
            const double each =
                spread > LEAST ? tensor_get(w, k * p->width + c) / spread : 0.0;

            weight[k * p->width + c] = (float)each;
            bias[k] -= (float)(each * mean);
        }
    }
}

static struct tensor *logits_of(const struct probefit *p, struct graph *g,
                                struct params *ps, const struct dense *d,
                                const float *x, int count)
{
    const int64_t shape[] = {count, p->width};

    return dense_forward(g, ps, d, graph_floats(g, 2, shape, x));
}

static struct status learn(const struct probefit *p, struct graph *g,
                           struct params *ps, const struct dense *d,
                           const float *x)
{
    static const struct optimizer_settings adam = {
        .kind = OPTIMIZER_ADAM, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-8};
    const int64_t count = p->learn;

    for (int i = 1; i <= p->steps; i++) {
        graph_reset(g);
        params_zero_grads(ps);
        struct tensor *y = logits_of(p, g, ps, d, x, p->learn);
        struct tensor *loss =
            cross_entropy_op(g, y, graph_ints(g, 1, &count, p->label), -1);
        STATUS_TRY(graph_status(g));
        STATUS_TRY(graph_backward(g, loss));
        params_settle_grads(ps);
        STATUS_TRY(optimizer_step(ps, &adam, RATE, 1.0, i));
        params_touch(ps);
    }
    return STATUS_OK;
}

static struct status judge(const struct probefit *p, struct graph *g,
                           struct params *ps, const struct dense *d,
                           const float *x, float *right)
{
    const int judges = p->count - p->learn;
    int good = 0;

    graph_reset(g);
    graph_set_gradients(g, false);
    const struct tensor *y =
        logits_of(p, g, ps, d, x + (size_t)p->learn * p->width, judges);
    STATUS_TRY(graph_status(g));
    for (int i = 0; i < judges; i++) {
        int best = 0;

        for (int c = 1; c < p->classes; c++) {
            if (tensor_get(y, i * p->classes + c) >
                tensor_get(y, i * p->classes + best))
                best = c;
        }
        good += best == p->label[p->learn + i];
    }
    *right = (float)good / (float)judges;
    return STATUS_OK;
}

struct status probefit_run(const struct probefit *p, struct hook hook,
                           uint64_t seed, float *right)
{
    return probefit_keep(p, hook, seed, right, NULL, NULL);
}

struct status probefit_keep(const struct probefit *p, struct hook hook,
                            uint64_t seed, float *right, float *weight,
                            float *bias)
{
    float *x = malloc((size_t)p->count * (size_t)p->width * sizeof *x);
    struct graph *g = graph_new(device_find("auto"), GRAPH_BYTES);
    struct params *ps = params_new(device_find("auto"));
    struct status st = STATUS_OK;

    if (!x || !g || !ps) {
        st = status_fail(STATUS_NO_MEMORY, "no memory for a probe");
    } else {
        const struct dense d =
            dense_declare(ps, "probe", p->width, p->classes, true, 0.01);

        graph_set_hook(g, hook);
        even_out(p, x);
        st = params_build(ps, seed);
        if (!st.code)
            st = learn(p, g, ps, &d, x);
        if (!st.code)
            st = judge(p, g, ps, &d, x, right);
        if (!st.code && weight)
            give(p, ps, weight, bias);
    }
    graph_free(g);
    params_free(ps);
    free(x);
    return st;
}
