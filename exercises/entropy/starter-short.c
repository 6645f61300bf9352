/* entropy.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "entropy.h"

#define BLANK 0

void entropy_forward(float *out, const float *p, int rows, int cols)
{
    for (int r = 0; r < rows; r++, p += cols) {
        float sum = 0.0f;

        for (int c = 0; c < cols; c++)
            if (p[c] > 0.0f)
                sum -= p[c] * BLANK;
        out[r] = sum;
    }
}

void kl_forward(float *out, const float *p, const float *q, int rows, int cols)
{
    for (int r = 0; r < rows; r++, p += cols, q += cols) {
        float sum = 0.0f;

        for (int c = 0; c < cols; c++)
            if (p[c] > 0.0f)
                sum += BLANK * (logf(p[c]) - logf(q[c]));
        out[r] = sum;
    }
}
