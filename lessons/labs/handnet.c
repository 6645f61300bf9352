#include "lessons/labs/handnet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct handnet {
    struct smallnet form;
    double *weight[SMALLNET_PARTS]; /* [out, in + 1], the bias last */
    double *grad[SMALLNET_PARTS];
    double at[SMALLNET_PARTS + 1][SMALLNET_WIDTH]; /* in, then after part i */
    double back[SMALLNET_PARTS + 1][SMALLNET_WIDTH];
};

struct handnet *handnet_new(const struct smallnet *n)
{
    struct handnet *h = calloc(1, sizeof *h);

    if (!h)
        return NULL;
    h->form = *n;
    for (int i = 0; i < n->parts; i++) {
        const struct smallnet_part *p = &n->part[i];
        const size_t count = (size_t)p->out * (size_t)(p->in + 1);

        if (p->kind != SMALLNET_LINEAR)
            continue;
        h->weight[i] = malloc(count * sizeof(double));
        h->grad[i] = malloc(count * sizeof(double));
        if (!h->weight[i] || !h->grad[i]) {
            handnet_free(h);
            return NULL;
        }
        for (size_t k = 0; k < count; k++)
            h->weight[i][k] = (double)*smallnet_weight(
                n, i, (int)k / (p->in + 1), (int)k % (p->in + 1));
    }
    return h;
}

void handnet_free(struct handnet *h)
{
    for (int i = 0; h && i < SMALLNET_PARTS; i++) {
        free(h->weight[i]);
        free(h->grad[i]);
    }
    free(h);
}

static double sigmoid(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

static double bend(enum smallnet_kind kind, double x)
{
    switch (kind) {
    case SMALLNET_RELU:
        return x > 0.0 ? x : 0.0;
    case SMALLNET_TANH:
        return tanh(x);
    case SMALLNET_SIGMOID:
        return sigmoid(x);
    case SMALLNET_GELU:
        return 0.5 * x * (1.0 + erf(x * 0.70710678118654752));
    case SMALLNET_SILU:
        return x * sigmoid(x);
    default:
        return x;
    }
}

/* The slope of a bend at x, where it gives y. */
static double slope(enum smallnet_kind kind, double x, double y)
{
    switch (kind) {
    case SMALLNET_RELU:
        return x > 0.0 ? 1.0 : 0.0;
    case SMALLNET_TANH:
        return 1.0 - y * y;
    case SMALLNET_SIGMOID:
        return y * (1.0 - y);
    case SMALLNET_GELU:
        return 0.5 * (1.0 + erf(x * 0.70710678118654752)) +
               x * 0.39894228040143268 * exp(-0.5 * x * x);
    case SMALLNET_SILU:
        return sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x)));
    default:
        return 1.0;
    }
}

static void forward(struct handnet *h)
{
    for (int i = 0; i < h->form.parts; i++) {
        const struct smallnet_part *p = &h->form.part[i];
        const double *x = h->at[i];
        double *y = h->at[i + 1];

        for (int to = 0; to < p->out; to++) {
            if (p->kind != SMALLNET_LINEAR) {
                y[to] = bend(p->kind, x[to]);
                continue;
            }
            const double *w = h->weight[i] + to * (p->in + 1);
            y[to] = w[p->in];
            for (int from = 0; from < p->in; from++)
                y[to] += w[from] * x[from];
        }
    }
}

static void backward(struct handnet *h)
{
    for (int i = h->form.parts - 1; i >= 0; i--) {
        const struct smallnet_part *p = &h->form.part[i];
        const double *x = h->at[i], *y = h->at[i + 1], *dy = h->back[i + 1];
        double *dx = h->back[i];

        memset(dx, 0, sizeof h->back[i]);
        for (int to = 0; to < p->out; to++) {
            if (p->kind != SMALLNET_LINEAR) {
                dx[to] = dy[to] * slope(p->kind, x[to], y[to]);
                continue;
            }
            const double *w = h->weight[i] + to * (p->in + 1);
            double *dw = h->grad[i] + to * (p->in + 1);
            for (int from = 0; from < p->in; from++) {
                dx[from] += dy[to] * w[from];
                dw[from] += dy[to] * x[from];
            }
            dw[p->in] += dy[to];
        }
    }
}

/* Surprise at the label; its gradient by both scores goes into the last row of
 * `back`, divided by the number of dots. */
static double judge(struct handnet *h, int label, int dots)
{
    const double *y = h->at[h->form.parts];
    double *dy = h->back[h->form.parts];
    const double top = fmax(y[0], y[1]);
    const double e[2] = {exp(y[0] - top), exp(y[1] - top)};

    for (int c = 0; c < 2; c++)
        dy[c] = (e[c] / (e[0] + e[1]) - (c == label)) / dots;
    return log(e[0] + e[1]) - (y[label] - top);
}

double handnet_learn(struct handnet *h, const struct dotset *dots, double rate)
{
    double loss = 0.0;

    for (int i = 0; i < h->form.parts; i++) {
        const struct smallnet_part *p = &h->form.part[i];

        if (p->kind == SMALLNET_LINEAR)
            memset(h->grad[i], 0,
                   (size_t)(p->out * (p->in + 1)) * sizeof(double));
    }
    for (int d = 0; d < dots->count; d++) {
        h->at[0][0] = (double)dots->at[2 * d];
        h->at[0][1] = (double)dots->at[2 * d + 1];
        forward(h);
        loss += judge(h, dots->label[d], dots->count);
        backward(h);
    }
    for (int i = 0; i < h->form.parts; i++) {
        const struct smallnet_part *p = &h->form.part[i];

        for (int k = 0; p->kind == SMALLNET_LINEAR && k < p->out * (p->in + 1);
             k++)
            h->weight[i][k] -= rate * h->grad[i][k];
    }
    return loss / dots->count;
}
