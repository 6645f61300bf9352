/* gelu.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "gelu.h"

#define BLANK 0

/* How likely a standard normal number is below x. */
static float below(float x)
{
    return 0.5f * (1.0f + erff(x * BLANK)); /* 1 / sqrt(2) is 0.70710678 */
}

static float density(float x)
{
    return 0.39894228f * expf(-0.5f * x * BLANK);
}

void activation_gelu_forward(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = x[i] * below(x[i]);
}

void activation_gelu_backward(float *dx, const float *dout, const float *x,
                              int n)
{
    for (int i = 0; i < n; i++)
        dx[i] += dout[i] * (below(x[i]) + BLANK * density(x[i]));
}
