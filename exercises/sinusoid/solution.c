/* sinusoid.c: positions as sines and cosines. */
#include <math.h>

#include "sinusoid.h"

void sinusoid_fill(float *table, int rows, int width)
{
    for (int t = 0; t < rows; t++) {
        for (int i = 0; i < width; i++) {
            const int j = i / 2; /* the pair that number i is in */
            const float slow = powf(10000.0f, 2.0f * (float)j / (float)width);
            const float angle = (float)t / slow;

            table[t * width + i] = i % 2 == 0 ? sinf(angle) : cosf(angle);
        }
    }
}
