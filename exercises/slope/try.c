/* try.c: yours to change, never graded. Prints the case of the prompt. */
#include <stdio.h>

#include "slope.h"

static double product(const float *x, int n)
{
    double out = 1.0;

    for (int i = 0; i < n; i++)
        out *= (double)x[i];
    return out;
}

int main(void)
{
    float x[] = {3, 4}, gradient[2];

    slope_central(gradient, product, x, 2, 0.5f);
    printf("gradient (%g, %g)\n", (double)gradient[0], (double)gradient[1]);
    return 0;
}
