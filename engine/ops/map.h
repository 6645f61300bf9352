#ifndef ENGINE_OPS_MAP_H
#define ENGINE_OPS_MAP_H

#include "engine/core/graph.h"

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

/* `cost` is elementary operations per element, to decide about threads. */
void map_forward(struct graph *g, struct op_record *r,
                 struct map_forward kernel, double cost);

/* Adds to the gradient of input 0; `saved` is what the kernel reads. */
void map_backward(struct graph *g, struct op_record *r,
                  const struct tensor *saved, struct map_backward kernel,
                  double cost);

#endif
