/* c-pointer.c: the smallest and the largest. */
#include "c-pointer.h"

void low_and_high(float *low, float *high, const float *x, int n)
{
    *low = 0.0f; /* the smallest of x[0] .. x[n - 1] */
    *high = 0.0f;
    (void)x, (void)n; /* goes once you use them */
}
