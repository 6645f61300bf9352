/* unary.c - functions of one number.
 *
 * Every function is a row of one list: its name, its formula, the operations
 * it takes per element, and what its derivative is computed from. */
#include "engine/ops/unary.h"

#include "engine/ops/common.h"
#include "engine/ops/map.h"
#include "engine/ops/shape.h"

/* An exponential counts as 8 operations, other functions as 12. */
#define UNARY_TABLE(X)                        \
    X(neg, "y = -x", 1.0, in[0])              \
    X(exp, "y = e^x", 8.0, out)               \
    X(log, "y = ln x", 12.0, in[0])           \
    X(sqrt, "y = square root of x", 1.0, out) \
    X(square, "y = x^2", 1.0, in[0])          \
    X(tanh, "y = tanh x", 12.0, out)          \
    X(sigmoid, "y = 1 / (1 + e^-x)", 10.0, out)

/* The two passes, the costs and the op row of one function. */
#define UNARY_FUNCTIONS(stem, formula_, flops_, saved_)               \
    static void stem##_forward(struct graph *g, struct op_record *r)  \
    {                                                                 \
        const struct common_kernels k = common_kernels(g);            \
        const struct map_forward kernel = {                           \
            .f32 = k.f32 ? k.f32->unary_##stem##_forward : NULL,      \
            .f64 = k.f64 ? k.f64->unary_##stem##_forward : NULL};     \
                                                                      \
        map_forward(g, r, kernel, flops_);                            \
    }                                                                 \
    static void stem##_backward(struct graph *g, struct op_record *r) \
    {                                                                 \
        const struct common_kernels k = common_kernels(g);            \
        const struct map_backward kernel = {                          \
            .f32 = k.f32 ? k.f32->unary_##stem##_backward : NULL,     \
            .f64 = k.f64 ? k.f64->unary_##stem##_backward : NULL};    \
                                                                      \
        map_backward(g, r, r->saved_, kernel, 2.0 * (flops_));        \
    }                                                                 \
    static struct op_cost stem##_cost(const struct op_record *r)      \
    {                                                                 \
        return common_cost(r, flops_);                                \
    }                                                                 \
    static struct op_cost stem##_back_cost(const struct op_record *r) \
    {                                                                 \
        return common_back_cost(r, (flops_) + 2.0);                   \
    }                                                                 \
    const struct op unary_##stem##_row = {                            \
        .name = #stem,                                                \
        .formula = (formula_),                                        \
        .shape = common_like_first,                                   \
        .forward = stem##_forward,                                    \
        .backward = stem##_backward,                                  \
        .forward_cost = stem##_cost,                                  \
        .backward_cost = stem##_back_cost,                            \
        .sources = common_same_place,                                 \
    };                                                                \
    struct tensor *unary_##stem(struct graph *g, struct tensor *x)    \
    {                                                                 \
        x = shape_contiguous(g, x);                                   \
        return common_apply(g, &unary_##stem##_row, &x, 1, NULL);     \
    }

UNARY_TABLE(UNARY_FUNCTIONS)
