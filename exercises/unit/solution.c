/* unit.c: the lengths of vectors, and their directions. */
#include <math.h>

#include "unit.h"

void unit_forward(float *lengths, float *unit, const float *x, int rows, int n)
{
    for (int r = 0; r < rows; r++) {
        const float *row = x + r * n;
        float sum = 0.0f;

        for (int i = 0; i < n; i++)
            sum += row[i] * row[i];
        const float length = sqrtf(sum);

        lengths[r] = length;
        for (int i = 0; i < n; i++)
            unit[r * n + i] = length > 0.0f ? row[i] / length : 0.0f;
    }
}
