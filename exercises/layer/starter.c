/* layer.c: out = relu(x w + bias). */
#include "layer.h"

void layer_forward(float *out, const float *x, const float *w,
                   const float *bias, const struct layer *s)
{
    for (int r = 0; r < s->rows; r++) {
        for (int j = 0; j < s->cols; j++) {
            /* Row r of x times column j of w; then bias; then relu. */
            out[r * s->cols + j] = 0.0f;
        }
    }
    (void)x, (void)w, (void)bias; /* goes once you use them */
}
