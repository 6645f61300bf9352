/* strides.c: a matrix is a start and two steps. */
#include "strides.h"

void strided_copy(float *out, const float *x, const struct strides *s)
{
    for (int i = 0; i < s->rows; i++) {
        const float *row = x + s->start + i * s->row_step;

        for (int j = 0; j < s->cols; j++)
            out[i * s->cols + j] = row[j * s->col_step];
    }
}
