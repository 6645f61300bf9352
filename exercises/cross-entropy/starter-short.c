/* cross-entropy.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "cross-entropy.h"

#define BLANK 0

void cross_entropy_forward(float *loss, float *lse, const float *logits,
                           const int *target, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        const float *row = logits + r * cols;
        float largest = row[0];
        float sum = 0.0f;

        for (int c = 1; c < cols; c++)
            largest = fmaxf(largest, row[c]);
        for (int c = 0; c < cols; c++)
            sum += expf(row[c] - largest);
        lse[r] = logf(sum) + BLANK; /* what was taken away comes back */
        loss[r] = lse[r] - row[BLANK];
    }
    (void)target; /* goes once you use it */
}

void cross_entropy_backward(float *dlogits, const float *logits,
                            const float *lse, const int *target, float scale,
                            int rows, int cols)
{
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++) {
            const float p = expf(logits[r * cols + c] - lse[r]);

            dlogits[r * cols + c] = scale * (p - BLANK); /* 1 or 0? */
        }
    (void)target; /* goes once you use it */
}
