/* silu.h: x times its own sigmoid, the bend of many newer models.
 * Shapes: all arrays have n numbers, n >= 0. They do not overlap.
 * backward adds dout[i] times the slope at x[i] to dx[i]. */
#ifndef SILU_H
#define SILU_H

void activation_silu_forward(float *out, const float *x, int n);
void activation_silu_backward(float *dx, const float *dout, const float *x,
                              int n);

#endif
