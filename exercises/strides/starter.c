/* strides.c: a matrix is a start and two steps. */
#include "strides.h"

void strided_copy(float *out, const float *x, const struct strides *s)
{
    for (int i = 0; i < s->rows; i++) {
        for (int j = 0; j < s->cols; j++) {
            /* Where does number (i, j) lie in x? */
            out[i * s->cols + j] = 0.0f;
        }
    }
    (void)x; /* goes once you use it */
}
