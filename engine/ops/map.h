#ifndef ENGINE_OPS_MAP_H
#define ENGINE_OPS_MAP_H

#include "engine/ops/common.h"
#include "engine/ops/shape.h"

/*
 * map.h - runs a kernel of single numbers over whole tensors, piece by piece.
 *
 * All tensors are contiguous. Of each pair of functions the one of the
 * device's type is there.
 */
struct map_forward {
    void (*f32)(float *out, const float *x, int n);
    void (*f64)(double *out, const double *x, int n);
};
struct map_backward {
    void (*f32)(float *dx, const float *dout, const float *saved, int n);
    void (*f64)(double *dx, const double *dout, const double *saved, int n);
};
/* Value and slope together. */
struct map_both {
    void (*f32)(float *out, float *slope, const float *x, int n);
    void (*f64)(double *out, double *slope, const double *x, int n);
};

/* `cost` is elementary operations per element, to decide about threads. */
void map_forward(struct graph *g, struct op_record *r,
                 struct map_forward kernel, double cost);

/* Adds to the gradient of input 0; `saved` is what the kernel reads. */
void map_backward(struct graph *g, struct op_record *r,
                  const struct tensor *saved, struct map_backward kernel,
                  double cost);

/* Forward that keeps the slope at r->aux[0], and forgets x; the way back is a
 * product with it. `cost` as above, of forward. */
void map_both_forward(struct graph *g, struct op_record *r,
                      struct map_both kernel, double cost);
void map_both_backward(struct graph *g, struct op_record *r);

/* The two passes, the costs, the row FAMILY_STEM_row and the builder
 * FAMILY_STEM() of an op with kernels of these names. `saved_` is the tensor
 * of the record that the derivative is computed from, `flops_` a number. */
#define MAP_OP(family, stem, formula_, flops_, saved_)                \
    static void stem##_forward(struct graph *g, struct op_record *r)  \
    {                                                                 \
        const struct common_kernels k = common_kernels(g);            \
        const struct map_forward kernel = {                           \
            .f32 = k.f32 ? k.f32->family##_##stem##_forward : NULL,   \
            .f64 = k.f64 ? k.f64->family##_##stem##_forward : NULL};  \
                                                                      \
        map_forward(g, r, kernel, flops_);                            \
    }                                                                 \
    static void stem##_backward(struct graph *g, struct op_record *r) \
    {                                                                 \
        const struct common_kernels k = common_kernels(g);            \
        const struct map_backward kernel = {                          \
            .f32 = k.f32 ? k.f32->family##_##stem##_backward : NULL,  \
            .f64 = k.f64 ? k.f64->family##_##stem##_backward : NULL}; \
                                                                      \
        map_backward(g, r, r->saved_, kernel, 2.0 * (flops_));        \
    }                                                                 \
    MAP_ROW(family, stem, formula_, flops_, false)

/* The same where STEM_forward() and STEM_backward() are there; does the way
 * back do without the numbers of the result? */
#define MAP_ROW(family, stem, formula_, flops_, forgets_)             \
    static struct op_cost stem##_cost(const struct op_record *r)      \
    {                                                                 \
        return common_cost(r, flops_);                                \
    }                                                                 \
    static struct op_cost stem##_back_cost(const struct op_record *r) \
    {                                                                 \
        return common_back_cost(r, (flops_) + 2.0);                   \
    }                                                                 \
    const struct op family##_##stem##_row = {                         \
        .name = #stem,                                                \
        .formula = (formula_),                                        \
        .shape = common_like_first,                                   \
        .forward = stem##_forward,                                    \
        .backward = stem##_backward,                                  \
        .forgets_out = (forgets_),                                    \
        .forward_cost = stem##_cost,                                  \
        .backward_cost = stem##_back_cost,                            \
        .sources = common_same_place,                                 \
    };                                                                \
    struct tensor *family##_##stem(struct graph *g, struct tensor *x) \
    {                                                                 \
        x = shape_contiguous(g, x);                                   \
        return common_apply(g, &family##_##stem##_row, &x, 1, NULL);  \
    }

#endif
