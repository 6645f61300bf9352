#ifndef ENGINE_OPS_ACTIVATION_H
#define ENGINE_OPS_ACTIVATION_H

#include "engine/core/graph.h"

/*
 * activation.h - the bends between two linear layers.
 *
 * Any shape; the result has the shape of x.
 * Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units".
 */
extern const struct op activation_relu_row, activation_gelu_row,
    activation_gelu_tanh_row, activation_silu_row;

/* max(x, 0); the gradient at 0 is 0. */
struct tensor *activation_relu(struct graph *g, struct tensor *x);
/* x times the normal distribution function of x, exact by erf. */
struct tensor *activation_gelu(struct graph *g, struct tensor *x);
/* The tanh form that GPT-2 was trained with. */
struct tensor *activation_gelu_tanh(struct graph *g, struct tensor *x);
/* x times sigmoid(x). */
struct tensor *activation_silu(struct graph *g, struct tensor *x);

#endif
