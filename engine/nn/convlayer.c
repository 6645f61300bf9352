#include "engine/nn/convlayer.h"

#include <math.h>
#include <stdio.h>

struct convlayer convlayer_declare(struct params *ps, const char *name,
                                   const int64_t sizes[2],
                                   const struct conv_shape *shape)
{
    const double scale = 1.0 / sqrt((double)(shape->width * sizes[0]));
    struct convlayer l = {.shape = *shape};
    char text[112];

    snprintf(text, sizeof text, "%s.weight", name);
    l.weight = params_add(ps, text, 3,
                          (const int64_t[]){sizes[1], shape->width, sizes[0]},
                          PARAMS_NORMAL, scale);
    snprintf(text, sizeof text, "%s.bias", name);
    l.bias = params_add(ps, text, 1, &sizes[1], PARAMS_ZERO, 0.0);
    return l;
}

struct tensor *convlayer_forward(struct graph *g, struct params *ps,
                                 const struct convlayer *l, struct tensor *x)
{
    return conv_op(g, x, params_tensor(params_at(ps, l->weight)),
                   params_tensor(params_at(ps, l->bias)), l->shape.stride,
                   l->shape.pad);
}
