/* rope.c: turns pairs of numbers by their position. */
#include <math.h>

#include "rope.h"

void rope_forward(float *out, const float *x, int rows, int width, int start,
                  float base)
{
    const int half = width / 2;

    for (int i = 0; i < rows; i++, x += width, out += width) {
        const float position = (float)(start + i);

        for (int j = 0; j < half; j++) {
            const float speed = powf(base, -2.0f * (float)j / (float)width);
            const float angle = position * speed;
            const float a = x[j], b = x[j + half];

            out[j] = a * cosf(angle) - b * sinf(angle);
            out[j + half] = a * sinf(angle) + b * cosf(angle);
        }
    }
}
