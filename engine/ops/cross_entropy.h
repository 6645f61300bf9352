#ifndef ENGINE_OPS_CROSS_ENTROPY_H
#define ENGINE_OPS_CROSS_ENTROPY_H

#include "engine/core/graph.h"

/*
 * cross_entropy.h - the mean of -log softmax(logits)[target], in one op.
 *
 * Shapes: logits [.., classes], targets integers [..]; the loss has one
 * element. Rows whose target is `ignore` do not count; where no row counts
 * the loss is 0. Errors: BAD_USAGE for a target outside 0..classes-1.
 */
extern const struct op cross_entropy_row;

struct tensor *cross_entropy_op(struct graph *g, struct tensor *logits,
                                struct tensor *targets, int ignore);

#endif
