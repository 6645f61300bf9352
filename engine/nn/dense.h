#ifndef ENGINE_NN_DENSE_H
#define ENGINE_NN_DENSE_H

#include "engine/core/graph.h"
#include "engine/core/params.h"

/*
 * dense.h - a linear layer: y = x W^T + b.
 *
 * Layers hold indexes into the parameter store, so a layer is a plain value
 * and tying two layers is giving them the same index.
 */
struct dense {
    int weight, bias; /* indexes; bias is -1 where there is none */
};

/* Declares NAME.weight [out, in], drawn with deviation `scale`, and NAME.bias
 * where `bias` is set. */
struct dense dense_declare(struct params *ps, const char *name, int64_t in,
                           int64_t out, bool bias, double scale);

struct tensor *dense_forward(struct graph *g, struct params *ps,
                             const struct dense *d, struct tensor *x);

#endif
