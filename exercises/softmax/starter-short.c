/* softmax.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "softmax.h"

#define BLANK 0

void softmax_forward(float *out, const float *x, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        const float *score = x + r * cols;
        float *p = out + r * cols;
        float largest = score[0];
        float sum = 0.0f;

        for (int c = 1; c < cols; c++)
            largest = fmaxf(largest, BLANK); /* the largest of the row */
        for (int c = 0; c < cols; c++) {
            p[c] = expf(BLANK); /* what keeps e^x small enough? */
            sum += p[c];
        }
        for (int c = 0; c < cols; c++)
            p[c] = p[c] * BLANK; /* so that the row adds up to 1 */
        (void)sum;               /* goes once you use it */
    }
}
