#ifndef ENGINE_OPS_SOFTMAX_H
#define ENGINE_OPS_SOFTMAX_H

#include "engine/core/graph.h"

/*
 * softmax.h - turns scores into probabilities along the last extent.
 *
 * Shapes: x is [.., n], n >= 1; the result has its shape, rows sum to 1.
 * Source: Goodfellow, Bengio and Courville 2016, section 4.1.
 */
extern const struct op softmax_row;

struct tensor *softmax_op(struct graph *g, struct tensor *x);

#endif
