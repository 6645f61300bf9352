/* softmax.h: turns rows of scores into probabilities.
 * Shapes: x and out are [rows, cols], row after row; rows >= 0, cols >= 1. The
 *     arrays do not overlap.
 * Source: Goodfellow, Bengio and Courville 2016, section 4.1. */
#ifndef SOFTMAX_H
#define SOFTMAX_H

void softmax_forward(float *out, const float *x, int rows, int cols);

#endif
