/* relu.c: what is below 0 becomes 0. */
#include "relu.h"

/* Asked this way round, NaN goes through: no comparison holds for it. */
void activation_relu_forward(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = x[i] < 0.0f ? 0.0f : x[i];
}

void activation_relu_backward(float *dx, const float *dout, const float *x,
                              int n)
{
    for (int i = 0; i < n; i++)
        if (x[i] > 0.0f)
            dx[i] += dout[i];
}
