/* slope.c: a gradient by central differences. */
#include "slope.h"

void slope_central(float *gradient, double (*f)(const float *x, int n),
                   float *x, int n, float h)
{
    for (int i = 0; i < n; i++) {
        const float old = x[i];

        x[i] = old + h;
        const double right = f(x, n);

        x[i] = old - h;
        const double left = f(x, n);

        x[i] = old;
        gradient[i] = (float)((right - left) / (2.0 * (double)h));
    }
}
