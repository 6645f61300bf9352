/* unit.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "unit.h"

#define BLANK 0

void unit_forward(float *lengths, float *unit, const float *x, int rows, int n)
{
    for (int r = 0; r < rows; r++) {
        const float *row = x + r * n;
        float sum = 0.0f;

        for (int i = 0; i < n; i++)
            sum += BLANK;
        lengths[r] = sqrtf(sum);
        for (int i = 0; i < n; i++)
            unit[r * n + i] = sum > 0.0f ? row[i] * BLANK : 0.0f;
    }
}
