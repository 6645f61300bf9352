/* relu.c: what is below 0 becomes 0. */
#include "relu.h"

void activation_relu_forward(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++) {
        /* x[i], or 0. */
        out[i] = 0.0f;
    }
    (void)x; /* goes once you use it */
}

void activation_relu_backward(float *dx, const float *dout, const float *x,
                              int n)
{
    for (int i = 0; i < n; i++) {
        /* dout[i] where x[i] is above 0. */
        dx[i] += 0.0f;
    }
    (void)dout, (void)x; /* goes once you use them */
}
