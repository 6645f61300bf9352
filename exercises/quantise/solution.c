/* quantise.c: blocks of 32 numbers in 8 bits each and a scale. */
#include <math.h>

#include "quantise.h"

static float largest_of(const float *block)
{
    float largest = 0.0f;

    for (int i = 0; i < QUANTISE_BLOCK; i++)
        largest = fmaxf(largest, fabsf(block[i]));
    return largest;
}

void quantise_blocks(int *q, float *scale, const float *x, int n)
{
    for (int b = 0; b < n / QUANTISE_BLOCK; b++) {
        const float *block = x + b * QUANTISE_BLOCK;
        int *small = q + b * QUANTISE_BLOCK;

        scale[b] = largest_of(block) / 127.0f;
        for (int i = 0; i < QUANTISE_BLOCK; i++)
            small[i] = scale[b] > 0.0f ? (int)roundf(block[i] / scale[b]) : 0;
    }
}

void restore_blocks(float *out, const int *q, const float *scale, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = (float)q[i] * scale[i / QUANTISE_BLOCK];
}
