/* silu.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "silu.h"

#define BLANK 0

static float sigmoid(float x)
{
    return 1.0f / (1.0f + expf(x * BLANK)); /* e to minus x */
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
        const float slope = s + x[i] * s * BLANK;

        dx[i] += slope * BLANK;
    }
    (void)dout; /* goes once you use it */
}
