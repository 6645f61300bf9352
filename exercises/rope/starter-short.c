/* rope.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "rope.h"

#define BLANK 0

void rope_forward(float *out, const float *x, int rows, int width, int start,
                  float base)
{
    const int half = width / 2;

    for (int i = 0; i < rows; i++, x += width, out += width) {
        for (int j = 0; j < half; j++) {
            const float speed = powf(base, -2.0f * (float)j / (float)width);
            const float angle = speed * BLANK; /* which position? */

            out[j] = x[j] * cosf(angle) - x[j + half] * sinf(angle);
            out[j + half] = x[j] * BLANK + x[j + half] * cosf(angle);
        }
    }
    (void)start; /* goes once you use it */
}
