/* rope.c: turns pairs of numbers by their position. */
#include <math.h>

#include "rope.h"

void rope_forward(float *out, const float *x, int rows, int width, int start,
                  float base)
{
    for (int i = 0; i < rows; i++, x += width, out += width) {
        for (int j = 0; j < width / 2; j++) {
            /* The angle of this pair, then the pair turned by it. */
            out[j] = 0.0f;
            out[j + width / 2] = 0.0f;
        }
    }
    (void)x, (void)start, (void)base; /* goes once you use them */
}
