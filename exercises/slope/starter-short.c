/* slope.c, the ten-minute version: put code in place of every BLANK. */
#include "slope.h"

#define BLANK 0

void slope_central(float *gradient, double (*f)(const float *x, int n),
                   float *x, int n, float h)
{
    for (int i = 0; i < n; i++) {
        const float old = x[i];

        x[i] = old + h;
        const double right = f(x, n);

        x[i] = BLANK;
        const double left = f(x, n);

        x[i] = old;
        gradient[i] = BLANK * (float)((right - left) / (2.0 * (double)h));
    }
}
