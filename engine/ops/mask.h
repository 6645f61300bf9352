#ifndef ENGINE_OPS_MASK_H
#define ENGINE_OPS_MASK_H

#include "engine/core/graph.h"

/*
 * mask.h - hides the future: scores above the diagonal become -infinity.
 *
 * Shapes: x is [.., t, keys], keys >= t; row i keeps columns 0 .. i + keys - t.
 */
extern const struct op mask_causal_row;

struct tensor *mask_causal(struct graph *g, struct tensor *x);

#endif
