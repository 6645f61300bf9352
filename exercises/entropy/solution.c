/* entropy.c: how uncertain, and how far apart. */
#include <math.h>

#include "entropy.h"

void entropy_forward(float *out, const float *p, int rows, int cols)
{
    for (int r = 0; r < rows; r++, p += cols) {
        float sum = 0.0f;

        for (int c = 0; c < cols; c++)
            if (p[c] > 0.0f) /* 0 log 0 counts as 0 */
                sum -= p[c] * logf(p[c]);
        out[r] = sum;
    }
}

void kl_forward(float *out, const float *p, const float *q, int rows, int cols)
{
    for (int r = 0; r < rows; r++, p += cols, q += cols) {
        float total = 0.0f;

        for (int c = 0; c < cols; c++)
            if (p[c] > 0.0f)
                total += p[c] * (logf(p[c]) - logf(q[c]));
        out[r] = total;
    }
}
