/* dot.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "dot.h"

#define BLANK 0

static float dot(const float *a, const float *b, int n)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[BLANK];
    return sum;
}

void dot_forward(float *out, const float *q, const float *x, int rows, int n)
{
    for (int r = 0; r < rows; r++)
        out[r] = dot(q, x + BLANK, n); /* where does row r begin? */
}

void cosine_forward(float *out, const float *q, const float *x, int rows, int n)
{
    for (int r = 0; r < rows; r++) {
        const float *row = x + BLANK;
        const float lengths = sqrtf(dot(q, q, n)) * sqrtf(dot(row, row, n));

        out[r] = lengths > 0.0f ? BLANK : 0.0f;
    }
}
