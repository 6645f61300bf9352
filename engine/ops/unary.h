#ifndef ENGINE_OPS_UNARY_H
#define ENGINE_OPS_UNARY_H

#include "engine/core/graph.h"

/*
 * unary.h - functions of one number, applied to every element.
 *
 * Any shape; the result has the shape of x.
 */
extern const struct op unary_neg_row, unary_exp_row, unary_log_row,
    unary_sqrt_row, unary_square_row, unary_tanh_row, unary_sigmoid_row;

struct tensor *unary_neg(struct graph *g, struct tensor *x);
struct tensor *unary_exp(struct graph *g, struct tensor *x);
struct tensor *unary_log(struct graph *g, struct tensor *x);
struct tensor *unary_sqrt(struct graph *g, struct tensor *x);
struct tensor *unary_square(struct graph *g, struct tensor *x);
struct tensor *unary_tanh(struct graph *g, struct tensor *x);
struct tensor *unary_sigmoid(struct graph *g, struct tensor *x);

#endif
