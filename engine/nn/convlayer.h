#ifndef ENGINE_NN_CONVLAYER_H
#define ENGINE_NN_CONVLAYER_H

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/ops/conv.h"

/* convlayer.h - a convolution along the steps, with its learned windows. */
struct convlayer {
    struct conv_shape shape;
    int weight, bias; /* indexes */
};

/* Declares NAME.weight [out, width, in] and NAME.bias [out]; sizes are in and
 * out. Weights have deviation 1 / sqrt(width in). */
struct convlayer convlayer_declare(struct params *ps, const char *name,
                                   const int64_t sizes[2],
                                   const struct conv_shape *shape);

/* x [b, t, in] to [b, steps, out]. */
struct tensor *convlayer_forward(struct graph *g, struct params *ps,
                                 const struct convlayer *l, struct tensor *x);

#endif
