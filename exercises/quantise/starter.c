/* quantise.c: blocks of 32 numbers in 8 bits each and a scale. */
#include <math.h>

#include "quantise.h"

void quantise_blocks(int *q, float *scale, const float *x, int n)
{
    for (int b = 0; b < n / QUANTISE_BLOCK; b++) {
        const float *block = x + b * QUANTISE_BLOCK;
        int *small = q + b * QUANTISE_BLOCK;

        /* The largest absolute value, and from it the scale. */
        scale[b] = 0.0f;

        /* Each number in units of the scale, rounded. */
        for (int i = 0; i < QUANTISE_BLOCK; i++)
            small[i] = 0;
        (void)block; /* goes once you use it */
    }
}

void restore_blocks(float *out, const int *q, const float *scale, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = 0.0f;
    (void)q, (void)scale; /* goes once you use them */
}
