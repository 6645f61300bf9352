/* relu.h: what is below 0 becomes 0.
 * Shapes: all arrays have n numbers, n >= 0. They do not overlap.
 * backward adds dout[i] times the slope at x[i] to dx[i]. */
#ifndef RELU_H
#define RELU_H

void activation_relu_forward(float *out, const float *x, int n);
void activation_relu_backward(float *dx, const float *dout, const float *x,
                              int n);

#endif
