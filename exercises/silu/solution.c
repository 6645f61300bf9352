/* silu.c: x times its own sigmoid. */
#include <math.h>

#include "silu.h"

/* Far left expf() is infinite, and 1 / infinity is the 0 that it should be. */
static float sigmoid(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

void activation_silu_forward(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = x[i] * sigmoid(x[i]);
}

void activation_silu_backward(float *dx, const float *dout, const float *x,
                              int n)
{
    for (int i = 0; i < n; i++) {
        const float s = sigmoid(x[i]);
        const float slope = s + x[i] * s * (1.0f - s);

        dx[i] += dout[i] * slope;
    }
}
