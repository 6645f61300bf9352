#include "engine/nn/dense.h"

#include <stdio.h>

#include "engine/ops/linear.h"

struct dense dense_declare(struct params *ps, const char *name, int64_t in,
                           int64_t out, bool bias, double scale)
{
    struct dense d = {.bias = -1};
    char text[128];

    snprintf(text, sizeof text, "%s.weight", name);
    d.weight = params_add(ps, text, 2, (const int64_t[]){out, in},
                          PARAMS_NORMAL, scale);
    if (bias) {
        snprintf(text, sizeof text, "%s.bias", name);
        d.bias = params_add(ps, text, 1, &out, PARAMS_ZERO, 0.0);
    }
    return d;
}

struct tensor *dense_forward(struct graph *g, struct params *ps,
                             const struct dense *d, struct tensor *x)
{
    struct tensor *bias =
        d->bias < 0 ? NULL : params_tensor(params_at(ps, d->bias));

    const struct params_side *side = params_side(ps);
    struct tensor *y =
        linear_op(g, x, params_tensor(params_at(ps, d->weight)), bias);

    return side->add ? side->add(side->user, g, d->weight, x, y) : y;
}
