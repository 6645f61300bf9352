/* activation.c - the bends between two linear layers.
 *
 * Every function is a row of one list: its name, its formula, the operations
 * it takes per element, and what its derivative is computed from. */
#include "engine/ops/activation.h"

#include "engine/ops/common.h"
#include "engine/ops/map.h"
#include "engine/ops/shape.h"

/* An exponential counts as 8 operations, other functions as 12. */
#define ACTIVATION_TABLE(X)                                                    \
    X(relu, "y = max(x, 0)", 1.0, in[0])                                       \
    X(gelu, "y = x (1 + erf(x / sqrt(2))) / 2", 16.0, in[0])                   \
    X(gelu_tanh, "y = x (1 + tanh(0.7979 (x + 0.0447 x^3))) / 2", 20.0, in[0]) \
    X(silu, "y = x / (1 + e^-x)", 11.0, in[0])

/* The two passes, the costs and the op row of one function. */
#define ACTIVATION_FUNCTIONS(stem, formula_, flops_, saved_)            \
    static void stem##_forward(struct graph *g, struct op_record *r)    \
    {                                                                   \
        const struct common_kernels k = common_kernels(g);              \
        const struct map_forward kernel = {                             \
            .f32 = k.f32 ? k.f32->activation_##stem##_forward : NULL,   \
            .f64 = k.f64 ? k.f64->activation_##stem##_forward : NULL};  \
                                                                        \
        map_forward(g, r, kernel, flops_);                              \
    }                                                                   \
    static void stem##_backward(struct graph *g, struct op_record *r)   \
    {                                                                   \
        const struct common_kernels k = common_kernels(g);              \
        const struct map_backward kernel = {                            \
            .f32 = k.f32 ? k.f32->activation_##stem##_backward : NULL,  \
            .f64 = k.f64 ? k.f64->activation_##stem##_backward : NULL}; \
                                                                        \
        map_backward(g, r, r->saved_, kernel, 2.0 * (flops_));          \
    }                                                                   \
    static struct op_cost stem##_cost(const struct op_record *r)        \
    {                                                                   \
        return common_cost(r, flops_);                                  \
    }                                                                   \
    static struct op_cost stem##_back_cost(const struct op_record *r)   \
    {                                                                   \
        return common_back_cost(r, (flops_) + 2.0);                     \
    }                                                                   \
    const struct op activation_##stem##_row = {                         \
        .name = #stem,                                                  \
        .formula = (formula_),                                          \
        .shape = common_like_first,                                     \
        .forward = stem##_forward,                                      \
        .backward = stem##_backward,                                    \
        .forward_cost = stem##_cost,                                    \
        .backward_cost = stem##_back_cost,                              \
        .sources = common_same_place,                                   \
    };                                                                  \
    struct tensor *activation_##stem(struct graph *g, struct tensor *x) \
    {                                                                   \
        x = shape_contiguous(g, x);                                     \
        return common_apply(g, &activation_##stem##_row, &x, 1, NULL);  \
    }

ACTIVATION_TABLE(ACTIVATION_FUNCTIONS)
