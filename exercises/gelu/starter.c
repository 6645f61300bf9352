/* gelu.c: a bend that is smooth. */
#include <math.h>

#include "gelu.h"

void activation_gelu_forward(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++) {
        /* x times P(x). */
        out[i] = 0.0f;
    }
    (void)x; /* goes once you use it */
}

void activation_gelu_backward(float *dx, const float *dout, const float *x,
                              int n)
{
    for (int i = 0; i < n; i++) {
        /* dout times (P(x) + x p(x)), added. */
        dx[i] += 0.0f;
    }
    (void)dout, (void)x; /* goes once you use them */
}
