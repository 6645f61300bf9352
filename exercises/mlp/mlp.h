/* mlp.h: a network with one hidden layer that tells two classes apart.
 * Shapes: x is [n, 2], hidden [n, h], score [n], label [n] of 0 and 1; net and
 * grad have 4 h + 1 numbers: the first weights [h, 2], the first biases [h],
 * the second weights [h], the second bias. n >= 0, h >= 1. No array overlaps
 * another. */
#ifndef MLP_H
#define MLP_H

#include <stdint.h>

/* Fills hidden and score. */
void mlp_forward(float *hidden, float *score, const float *net, const float *x,
                 int n, int h);
/* Fills grad: the slope of the mean loss by every number of net. hidden and
 * score are those of mlp_forward(); size is {n, h}. */
void mlp_gradient(float *grad, const float *net, const float *hidden,
                  const float *score, const float *x, const int32_t *label,
                  const int size[2]);
/* One step downhill. */
void mlp_step(float *net, const float *grad, int h, float rate);

#endif
