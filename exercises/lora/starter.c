/* lora.c: a frozen layer with a low-rank detour. */
#include "lora.h"

void lora_forward(float *out, float *low, const float *x, const float *w,
                  const float *a, const float *b, const struct lora *s)
{
    for (int r = 0; r < s->rows; r++) {
        /* low: row r of x times a. */

        for (int j = 0; j < s->cols; j++) {
            /* Row r of x times w, and scale times low times b. */
            out[r * s->cols + j] = 0.0f;
        }
    }
    (void)low, (void)x, (void)w, (void)a, (void)b; /* goes once you use them */
}
