/* gelu.c: a bend that is smooth. */
#include <math.h>

#include "gelu.h"

#define ROOT_HALF   0.70710678f /* 1 / sqrt(2) */
#define ROOT_TWO_PI 0.39894228f /* 1 / sqrt(2 pi) */

/* How likely a standard normal number is below x. */
static float below(float x)
{
    return 0.5f * (1.0f + erff(x * ROOT_HALF));
}

/* The slope of that. */
static float density(float x)
{
    return ROOT_TWO_PI * expf(-0.5f * x * x);
}

void activation_gelu_forward(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = x[i] * below(x[i]);
}

/* The product rule on x P(x). */
void activation_gelu_backward(float *dx, const float *dout, const float *x,
                              int n)
{
    for (int i = 0; i < n; i++)
        dx[i] += dout[i] * (below(x[i]) + x[i] * density(x[i]));
}
