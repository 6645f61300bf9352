#ifndef ENGINE_OPS_REDUCE_H
#define ENGINE_OPS_REDUCE_H

#include "engine/core/graph.h"

/*
 * reduce.h - sum, mean and maximum, along one axis or over everything.
 *
 * Shapes: the reduced axis is gone; REDUCE_ALL leaves one element, shape [1].
 * Negative axes count from the end. The gradient of max goes to the first of
 * equal ones.
 */
#define REDUCE_ALL 100

extern const struct op reduce_sum_row, reduce_mean_row, reduce_max_row;

struct tensor *reduce_sum(struct graph *g, struct tensor *x, int axis);
struct tensor *reduce_mean(struct graph *g, struct tensor *x, int axis);
struct tensor *reduce_max(struct graph *g, struct tensor *x, int axis);

#endif
