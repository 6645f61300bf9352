/* backprop.h: the way back through a linear layer, tanh, and softmax with its
 * loss.
 * Shapes: x and dx are [rows, in], w and dw [out, in], db [out], dy [rows,
 * out], size = {rows, in, out}; y, dy, dx of tanh have n numbers; logits and
 * dlogits are [rows, classes], target [rows]. rows, n >= 0. No array overlaps
 * another. All three ADD to their results. */
#ifndef BACKPROP_H
#define BACKPROP_H

#include <stdint.h>

/* Of y = x w^T + b, from dy = dE/dy. */
void linear_backward(float *dx, float *dw, float *db, const float *dy,
                     const float *x, const float *w, const int size[3]);
/* Of y = tanh(x), from dy; y is what tanh gave. */
void tanh_backward(float *dx, const float *dy, const float *y, int n);
/* Of the mean over rows of -log softmax(logits)[target]. */
void loss_backward(float *dlogits, const float *logits, const int32_t *target,
                   int rows, int classes);

#endif
