/* entropy.c: how uncertain, and how far apart. */
#include <math.h>

#include "entropy.h"

void entropy_forward(float *out, const float *p, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        /* The sum of -p log p over row r. */
        out[r] = 0.0f;
    }
    (void)p, (void)cols; /* goes once you use them */
}

void kl_forward(float *out, const float *p, const float *q, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        /* The sum of p log(p / q) over row r. */
        out[r] = 0.0f;
    }
    (void)p, (void)q, (void)cols; /* goes once you use them */
}
