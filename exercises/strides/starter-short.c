/* strides.c, the ten-minute version: put code in place of every BLANK. */
#include "strides.h"

#define BLANK 0

void strided_copy(float *out, const float *x, const struct strides *s)
{
    for (int i = 0; i < s->rows; i++) {
        const float *row = x + s->start + BLANK; /* where row i begins */

        for (int j = 0; j < s->cols; j++)
            out[i * s->cols + j] = row[BLANK];
    }
}
