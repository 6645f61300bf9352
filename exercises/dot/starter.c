/* dot.c: how alike are two vectors? */
#include <math.h>

#include "dot.h"

void dot_forward(float *out, const float *q, const float *x, int rows, int n)
{
    for (int r = 0; r < rows; r++) {
        /* The products of row r and q, added up. */
        out[r] = 0.0f;
    }
    (void)q, (void)x, (void)n; /* goes once you use them */
}

void cosine_forward(float *out, const float *q, const float *x, int rows, int n)
{
    for (int r = 0; r < rows; r++) {
        /* The dot product, divided by both lengths. */
        out[r] = 0.0f;
    }
    (void)q, (void)x, (void)n; /* goes once you use them */
}
