#ifndef ENGINE_OPS_CONV_H
#define ENGINE_OPS_CONV_H

#include "engine/core/graph.h"

/*
 * conv.h - convolution along the steps of a sequence.
 *
 * Shapes: x [b, t, in]; weight [out, width, in], the first of the width
 * applied to the earliest step; bias [out], or NULL; the result [b, steps,
 * out], where steps = (t + 2 pad - width) / stride + 1, rounded down. Before
 * and behind x stand `pad` steps of zeros.
 * Rows of windows laid side by side (`conv_windows`) make it one product.
 * Source: LeCun et al. 1998, section II; Chellapilla, Puri and Simard 2006 for
 * the product.
 */
extern const struct op conv_windows_row;

struct conv_shape {
    int64_t width, stride, pad; /* width and stride 1 or more, pad 0 or more */
};

/* x [b, t, in] to [b, steps, width in]. */
struct tensor *conv_windows(struct graph *g, struct tensor *x,
                            const struct conv_shape *shape);

/* The width is that of the weight. */
struct tensor *conv_op(struct graph *g, struct tensor *x, struct tensor *weight,
                       struct tensor *bias, int64_t stride, int64_t pad);

#endif
