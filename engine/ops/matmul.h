#ifndef ENGINE_OPS_MATMUL_H
#define ENGINE_OPS_MATMUL_H

#include "engine/core/graph.h"

/*
 * matmul.h - the matrix product, of one pair or of a batch of pairs.
 *
 * Shapes: a is [.., n, k], b is [.., k, m], the result [.., n, m]. The leading
 * extents are equal, or one side has none and serves the whole batch.
 * Transposed views are read in place.
 */
extern const struct op matmul_row;

struct tensor *matmul_op(struct graph *g, struct tensor *a, struct tensor *b);

#endif
