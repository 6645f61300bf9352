/* c-pointer.c: the smallest and the largest. */
#include "c-pointer.h"

void low_and_high(float *low, float *high, const float *x, int n)
{
    *low = x[0];
    *high = x[0];
    for (int i = 1; i < n; i++) {
        if (x[i] < *low)
            *low = x[i];
        if (x[i] > *high)
            *high = x[i];
    }
}
