/* silu.c: x times its own sigmoid. */
#include <math.h>

#include "silu.h"

void activation_silu_forward(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++) {
        /* x times its sigmoid. */
        out[i] = 0.0f;
    }
    (void)x; /* goes once you use it */
}

void activation_silu_backward(float *dx, const float *dout, const float *x,
                              int n)
{
    for (int i = 0; i < n; i++) {
        /* dout times the slope at x, added. */
        dx[i] += 0.0f;
    }
    (void)dout, (void)x; /* goes once you use them */
}
