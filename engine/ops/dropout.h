#ifndef ENGINE_OPS_DROPOUT_H
#define ENGINE_OPS_DROPOUT_H

#include "engine/core/graph.h"

/*
 * dropout.h - sets numbers to zero by chance and scales the rest.
 *
 * Number i falls when the random number i of (seed, stream) says so: give
 * every call of a run its own stream (step times sites plus site). Backward
 * asks for the same numbers again; nothing is stored. The kept are divided by
 * 1 - probability. With probability 0 it answers x itself.
 */
extern const struct op dropout_row;

struct tensor *dropout_op(struct graph *g, struct tensor *x, double probability,
                          uint64_t seed, uint64_t stream);

#endif
