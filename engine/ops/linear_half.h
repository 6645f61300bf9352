#ifndef ENGINE_OPS_LINEAR_HALF_H
#define ENGINE_OPS_LINEAR_HALF_H

#include "engine/core/graph.h"

/*
 * linear_half.h - the three products of a linear layer with operands in 16
 * bits; for linear.c alone. false: nothing was done, f32 has to.
 */
bool linear_half_forward(struct graph *g, struct op_record *r);
bool linear_half_backward(struct graph *g, struct op_record *r);

#endif
