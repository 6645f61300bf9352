/* gelu.h: x times the probability of being below x, and its gradient.
 * Shapes: all arrays have n numbers, n >= 0. They do not overlap.
 * backward adds dout[i] times the derivative at x[i] to dx[i].
 * Source: Hendrycks and Gimpel 2016, section 2. */
#ifndef GELU_H
#define GELU_H

void activation_gelu_forward(float *out, const float *x, int n);
void activation_gelu_backward(float *dx, const float *dout, const float *x,
                              int n);

#endif
