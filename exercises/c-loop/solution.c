/* c-loop.c: the sum so far. */
#include "c-loop.h"

void running_sum(float *out, const float *x, int n)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++) {
        sum += x[i];
        out[i] = sum;
    }
}
