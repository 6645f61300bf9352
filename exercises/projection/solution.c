/* projection.c: the part along a vector, and the rest. */
#include "projection.h"

static float dot(const float *a, const float *b, int n)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

void projection_forward(float *amount, float *along, float *rest,
                        const float *x, const float *v, int rows, int n)
{
    const float square = dot(v, v, n);

    for (int r = 0; r < rows; r++) {
        const float *row = x + r * n;

        amount[r] = square > 0.0f ? dot(row, v, n) / square : 0.0f;
        for (int i = 0; i < n; i++) {
            along[r * n + i] = amount[r] * v[i];
            rest[r * n + i] = row[i] - along[r * n + i];
        }
    }
}
