#ifndef ENGINE_OPS_ARITH_H
#define ENGINE_OPS_ARITH_H

#include "engine/core/graph.h"

/*
 * arith.h - addition, subtraction, product and quotient of two tensors.
 *
 * Shapes: aligned at the last extent; an extent of 1, or one that is absent,
 * is repeated ("broadcast"). Gradients are summed over what was repeated.
 */
extern const struct op arith_add_row, arith_sub_row, arith_mul_row,
    arith_div_row, arith_scale_row, arith_shift_row;

struct tensor *arith_add(struct graph *g, struct tensor *a, struct tensor *b);
struct tensor *arith_sub(struct graph *g, struct tensor *a, struct tensor *b);
struct tensor *arith_mul(struct graph *g, struct tensor *a, struct tensor *b);
struct tensor *arith_div(struct graph *g, struct tensor *a, struct tensor *b);

/* x * by, and x + by, for a plain number. */
struct tensor *arith_scale(struct graph *g, struct tensor *x, double by);
struct tensor *arith_shift(struct graph *g, struct tensor *x, double by);

#endif
