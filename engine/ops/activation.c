/* activation.c - the bends between two linear layers.
 *
 * Every function is a row of one list: its name, its formula, the operations
 * it takes per element, and what its derivative is computed from. */
#include "engine/ops/activation.h"

#include "engine/ops/map.h"

/* An exponential counts as 8 operations, other functions as 12. */
#define ACTIVATION_TABLE(X)                                                    \
    X(relu, "y = max(x, 0)", 1.0, in[0])                                       \
    X(gelu, "y = x (1 + erf(x / sqrt(2))) / 2", 16.0, in[0])                   \
    X(gelu_tanh, "y = x (1 + tanh(0.7979 (x + 0.0447 x^3))) / 2", 20.0, in[0]) \
    X(silu, "y = x / (1 + e^-x)", 11.0, in[0])

#define ACTIVATION_OP(stem, formula, flops, saved) \
    MAP_OP(activation, stem, formula, flops, saved)

ACTIVATION_TABLE(ACTIVATION_OP)
