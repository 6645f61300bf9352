/* unary.c - functions of one number.
 *
 * Every function is a row of one list: its name, its formula, the operations
 * it takes per element, and what its derivative is computed from. */
#include "engine/ops/unary.h"

#include "engine/ops/map.h"

/* An exponential counts as 8 operations, other functions as 12. */
#define UNARY_TABLE(X)                        \
    X(neg, "y = -x", 1.0, in[0])              \
    X(exp, "y = e^x", 8.0, out)               \
    X(log, "y = ln x", 12.0, in[0])           \
    X(sqrt, "y = square root of x", 1.0, out) \
    X(square, "y = x^2", 1.0, in[0])          \
    X(tanh, "y = tanh x", 12.0, out)          \
    X(sigmoid, "y = 1 / (1 + e^-x)", 10.0, out)

#define UNARY_OP(stem, formula, flops, saved) \
    MAP_OP(unary, stem, formula, flops, saved)

UNARY_TABLE(UNARY_OP)
