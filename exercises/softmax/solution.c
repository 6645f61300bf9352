/* softmax.c: scores become probabilities, row by row. */
#include <math.h>

#include "softmax.h"

/* One row. Taking the largest score away cancels in the division, and no expf()
 * can become infinite. */
static void one_row(float *p, const float *score, int cols)
{
    float largest = score[0];
    float sum = 0.0f;

    for (int c = 1; c < cols; c++)
        largest = fmaxf(largest, score[c]);
    for (int c = 0; c < cols; c++) {
        p[c] = expf(score[c] - largest);
        sum += p[c];
    }
    for (int c = 0; c < cols; c++)
        p[c] /= sum;
}

void softmax_forward(float *out, const float *x, int rows, int cols)
{
    for (int r = 0; r < rows; r++)
        one_row(out + r * cols, x + r * cols, cols);
}
