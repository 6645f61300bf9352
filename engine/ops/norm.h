#ifndef ENGINE_OPS_NORM_H
#define ENGINE_OPS_NORM_H

#include "engine/core/graph.h"

/*
 * norm.h - layer norm and RMS norm over the last extent.
 *
 * Shapes: x [.., n]; gain [n]; bias [n] or NULL; the result has x's shape.
 * Source: Ba, Kiros and Hinton 2016, "Layer Normalization"; Zhang and
 * Sennrich 2019, "Root Mean Square Layer Normalization".
 */
extern const struct op norm_layer_row, norm_rms_row;

/* (x - mean) / sqrt(variance + epsilon) * gain + bias. */
struct tensor *norm_layer(struct graph *g, struct tensor *x,
                          struct tensor *gain, struct tensor *bias,
                          double epsilon);
/* x / sqrt(mean of squares + epsilon) * gain. */
struct tensor *norm_rms(struct graph *g, struct tensor *x, struct tensor *gain,
                        double epsilon);

#endif
