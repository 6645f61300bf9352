/* dot.c: how alike are two vectors? */
#include <math.h>

#include "dot.h"

static float dot(const float *a, const float *b, int n)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static float length(const float *a, int n)
{
    return sqrtf(dot(a, a, n));
}

void dot_forward(float *out, const float *q, const float *x, int rows, int n)
{
    for (int r = 0; r < rows; r++)
        out[r] = dot(q, x + r * n, n);
}

void cosine_forward(float *out, const float *q, const float *x, int rows, int n)
{
    for (int r = 0; r < rows; r++) {
        const float *row = x + r * n;
        const float lengths = length(q, n) * length(row, n);

        out[r] = lengths > 0.0f ? dot(q, row, n) / lengths : 0.0f;
    }
}
