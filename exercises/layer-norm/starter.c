/* layer-norm.c: rows with mean 0 and spread 1. */
#include <math.h>

#include "layer-norm.h"

void norm_layer_forward(float *out, const float *x, const float *gain,
                        const float *bias, int rows, int cols, double epsilon)
{
    for (int r = 0; r < rows; r++, out += cols, x += cols) {
        /* The mean of the row, and 1 / sqrt(variance + epsilon). */

        for (int c = 0; c < cols; c++)
            out[c] = 0.0f;
    }
    (void)gain, (void)bias, (void)epsilon; /* goes once you use them */
}

void norm_layer_backward(float *dx, const float *dout, const float *x,
                         const float *gain, int rows, int cols, double epsilon)
{
    for (int r = 0; r < rows; r++, dx += cols, dout += cols, x += cols) {
        /* Two means over the row, then the gradient, added. */
    }
    (void)gain, (void)epsilon; /* goes once you use them */
}
