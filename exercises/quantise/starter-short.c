/* quantise.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "quantise.h"

#define BLANK 0

void quantise_blocks(int *q, float *scale, const float *x, int n)
{
    for (int b = 0; b < n / QUANTISE_BLOCK; b++) {
        const float *block = x + b * QUANTISE_BLOCK;
        float largest = 0.0f;

        for (int i = 0; i < QUANTISE_BLOCK; i++)
            largest = fmaxf(largest, BLANK); /* of the number, without sign */
        scale[b] = largest / 127.0f;
        for (int i = 0; i < QUANTISE_BLOCK; i++)
            q[b * QUANTISE_BLOCK + i] =
                scale[b] > 0.0f ? (int)roundf(block[i] / scale[b]) : BLANK;
    }
}

void restore_blocks(float *out, const int *q, const float *scale, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = (float)q[i] * scale[BLANK]; /* which block is i in? */
}
