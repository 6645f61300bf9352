#ifndef ENGINE_OPS_STRIDED_H
#define ENGINE_OPS_STRIDED_H

#include "engine/core/graph.h"

/*
 * strided.h - moves numbers between tensors of one shape and any strides.
 */

/* Any type; both have the same one. */
void strided_copy(struct graph *g, struct tensor *to,
                  const struct tensor *from);
/* to += from, in the type that the device of `g` computes in. */
void strided_add(struct graph *g, struct tensor *to, const struct tensor *from);

#endif
