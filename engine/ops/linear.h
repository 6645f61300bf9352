#ifndef ENGINE_OPS_LINEAR_H
#define ENGINE_OPS_LINEAR_H

#include "engine/core/graph.h"

/*
 * linear.h - y = x W^T + b, the layer that every network is made of.
 *
 * Shapes: x is [.., in], weight [out, in], bias [out] or NULL; y is [.., out].
 */
extern const struct op linear_row;

struct tensor *linear_op(struct graph *g, struct tensor *x,
                         struct tensor *weight, struct tensor *bias);

#endif
