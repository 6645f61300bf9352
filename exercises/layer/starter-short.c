/* layer.c, the ten-minute version: put code in place of every BLANK. */
#include <stddef.h>

#include "layer.h"

#define BLANK 0

void layer_forward(float *out, const float *x, const float *w,
                   const float *bias, const struct layer *s)
{
    for (int r = 0; r < s->rows; r++) {
        for (int j = 0; j < s->cols; j++) {
            float sum = bias != NULL ? bias[j] : 0.0f;

            for (int i = 0; i < s->in; i++)
                sum += x[r * s->in + i] * w[BLANK];
            out[r * s->cols + j] = sum > 0.0f ? BLANK : 0.0f;
        }
    }
}
