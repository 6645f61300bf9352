/* slope.c: a gradient by central differences. */
#include "slope.h"

void slope_central(float *gradient, double (*f)(const float *x, int n),
                   float *x, int n, float h)
{
    for (int i = 0; i < n; i++) {
        /* The height a little to the right, and a little to the left. */
        gradient[i] = 0.0f;
    }
    (void)f, (void)x, (void)h; /* goes once you use them */
}
