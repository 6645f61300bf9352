/* layer.c: out = relu(x w + bias). */
#include <stddef.h>

#include "layer.h"

void layer_forward(float *out, const float *x, const float *w,
                   const float *bias, const struct layer *s)
{
    for (int r = 0; r < s->rows; r++) {
        for (int j = 0; j < s->cols; j++) {
            float sum = bias != NULL ? bias[j] : 0.0f;

            for (int i = 0; i < s->in; i++)
                sum += x[r * s->in + i] * w[i * s->cols + j];
            out[r * s->cols + j] = sum > 0.0f ? sum : 0.0f;
        }
    }
}
