/* softmax.c: scores become probabilities, row by row. */
#include <math.h>

#include "softmax.h"

void softmax_forward(float *out, const float *x, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        const float *score = x + r * cols; /* cols numbers to read */
        float *p = out + r * cols;         /* cols numbers to write */

        /* e to each score, and their sum. */

        /* Each one divided by the sum. */
        for (int c = 0; c < cols; c++)
            p[c] = 0.0f;
        (void)score; /* goes once you use it */
    }
}
