#ifndef ENGINE_OPS_SHAPE_H
#define ENGINE_OPS_SHAPE_H

#include "engine/core/graph.h"

/*
 * shape.h - the same numbers in another arrangement.
 *
 * reshape, permute, transpose and slice are views: they share memory with x,
 * and so do their gradients. contiguous copies, and only where it must.
 */
extern const struct op shape_reshape_row, shape_permute_row, shape_slice_row,
    shape_contiguous_row, shape_concat_row;

/* One extent may be -1: it is computed. x that is not contiguous is copied
 * first, by a visible `contiguous`. */
struct tensor *shape_reshape(struct graph *g, struct tensor *x, int dims,
                             const int64_t *shape);
/* Axis i of the result is axis order[i] of x. */
struct tensor *shape_permute(struct graph *g, struct tensor *x,
                             const int *order);
/* Swaps two axes; negative ones count from the end. */
struct tensor *shape_transpose(struct graph *g, struct tensor *x, int a, int b);
/* Elements from .. to-1 along `axis`. */
struct tensor *shape_slice(struct graph *g, struct tensor *x, int axis,
                           int64_t from, int64_t to);
/* x itself where it is contiguous, or a copy in row-major order. */
struct tensor *shape_contiguous(struct graph *g, struct tensor *x);
/* At most OP_INPUTS tensors, one after the other along `axis`. */
struct tensor *shape_concat(struct graph *g, struct tensor *const *x, int n,
                            int axis);

#endif
