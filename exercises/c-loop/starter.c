/* c-loop.c: the sum so far. */
#include "c-loop.h"

void running_sum(float *out, const float *x, int n)
{
    for (int i = 0; i < n; i++) {
        /* x[0] + x[1] + ... + x[i] */
        out[i] = 0.0f;
    }
    (void)x; /* goes once you use it */
}
