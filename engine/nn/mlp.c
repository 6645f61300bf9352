#include "engine/nn/mlp.h"

#include <stdio.h>

#include "engine/ops/activation.h"
#include "engine/ops/arith.h"

struct mlp mlp_declare(struct params *ps, const char *name, enum mlp_kind kind,
                       const int64_t sizes[2], bool bias,
                       const double scales[2])
{
    struct mlp m = {.kind = kind};
    char text[112];

    snprintf(text, sizeof text, "%s.up", name);
    m.up = dense_declare(ps, text, sizes[0], sizes[1], bias, scales[0]);
    if (kind == MLP_SWIGLU) {
        snprintf(text, sizeof text, "%s.gate", name);
        m.gate = dense_declare(ps, text, sizes[0], sizes[1], bias, scales[0]);
    }
    snprintf(text, sizeof text, "%s.down", name);
    m.down = dense_declare(ps, text, sizes[1], sizes[0], bias, scales[1]);
    return m;
}

static struct tensor *bend(struct graph *g, struct params *ps,
                           const struct mlp *m, struct tensor *x)
{
    struct tensor *up = dense_forward(g, ps, &m->up, x), *y = NULL;

    switch (m->kind) {
    case MLP_RELU:
        y = activation_relu(g, up);
        break;
    case MLP_GELU:
        y = activation_gelu(g, up);
        break;
    case MLP_GELU_TANH:
        y = activation_gelu_tanh(g, up);
        break;
    case MLP_SWIGLU:
        y = activation_silu(g, dense_forward(g, ps, &m->gate, x));
        return arith_mul(g, y, up);
    }
    graph_done(g, up);
    return y;
}

struct tensor *mlp_forward(struct graph *g, struct params *ps,
                           const struct mlp *m, struct tensor *x,
                           const char *name)
{
    x = graph_name(g, bend(g, ps, m, x), "%s.hidden", name);
    struct tensor *y = dense_forward(g, ps, &m->down, x);

    graph_done(g, x);
    return graph_name(g, y, "%s.out", name);
}
