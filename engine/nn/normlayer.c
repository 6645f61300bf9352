#include "engine/nn/normlayer.h"

#include <stdio.h>

#include "engine/ops/norm.h"

struct normlayer normlayer_declare(struct params *ps, const char *name,
                                   enum normlayer_kind kind, int64_t width,
                                   bool bias, double epsilon)
{
    struct normlayer n = {.kind = kind, .bias = -1, .epsilon = epsilon};
    char text[128];

    snprintf(text, sizeof text, "%s.weight", name);
    n.gain = params_add(ps, text, 1, &width, PARAMS_ONE, 0.0);
    if (bias && kind == NORMLAYER_LAYER) {
        snprintf(text, sizeof text, "%s.bias", name);
        n.bias = params_add(ps, text, 1, &width, PARAMS_ZERO, 0.0);
    }
    return n;
}

struct tensor *normlayer_forward(struct graph *g, struct params *ps,
                                 const struct normlayer *n, struct tensor *x)
{
    struct tensor *gain = params_tensor(params_at(ps, n->gain));

    if (n->kind == NORMLAYER_RMS)
        return norm_rms(g, x, gain, n->epsilon);
    return norm_layer(
        g, x, gain, n->bias < 0 ? NULL : params_tensor(params_at(ps, n->bias)),
        n->epsilon);
}
