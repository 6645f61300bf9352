/* relu.c, the ten-minute version: put code in place of every BLANK. */
#include "relu.h"

#define BLANK 0

void activation_relu_forward(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = x[i] < 0.0f ? 0.0f : BLANK;
}

void activation_relu_backward(float *dx, const float *dout, const float *x,
                              int n)
{
    for (int i = 0; i < n; i++)
        if (x[i] > 0.0f)
            dx[i] += BLANK;
    (void)dout; /* goes once you use it */
}
