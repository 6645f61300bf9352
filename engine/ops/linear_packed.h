#ifndef ENGINE_OPS_LINEAR_PACKED_H
#define ENGINE_OPS_LINEAR_PACKED_H

#include "engine/core/graph.h"

/*
 * linear_packed.h - a linear layer whose weight is TENSOR_BLOCKS; for linear.c
 * alone. false: the weight is no such tensor, nothing was done.
 *
 * A few rows are multiplied by the blocks as they are, with x rounded to 8
 * bits; of more rows the weight is decoded, a panel at a time, and multiplied
 * as f32. The gradient goes to x alone.
 */
bool linear_packed_forward(struct graph *g, struct op_record *r);
bool linear_packed_backward(struct graph *g, struct op_record *r);

#endif
