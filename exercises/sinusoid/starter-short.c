/* sinusoid.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "sinusoid.h"

#define BLANK 0

void sinusoid_fill(float *table, int rows, int width)
{
    for (int t = 0; t < rows; t++) {
        for (int i = 0; i < width; i++) {
            const int j = BLANK; /* the pair of number i */
            const float slow = powf(10000.0f, 2.0f * (float)j / (float)width);
            const float angle = (float)t / slow;

            table[t * width + i] = i % 2 == BLANK ? sinf(angle) : cosf(angle);
        }
    }
}
