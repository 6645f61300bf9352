/* sinusoid.c: positions as sines and cosines. */
#include <math.h>

#include "sinusoid.h"

void sinusoid_fill(float *table, int rows, int width)
{
    for (int t = 0; t < rows; t++) {
        for (int i = 0; i < width; i++) {
            /* Which pair is number i in? Is it the sine or the cosine? */
            table[t * width + i] = 0.0f;
        }
    }
}
