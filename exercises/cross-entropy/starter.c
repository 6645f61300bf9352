/* cross-entropy.c: what a guess costs. */
#include <math.h>

#include "cross-entropy.h"

void cross_entropy_forward(float *loss, float *lse, const float *logits,
                           const int *target, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        const float *row = logits + r * cols;

        /* The log of the sum of e to each score. */
        lse[r] = 0.0f;
        loss[r] = 0.0f;
        (void)row; /* goes once you use it */
    }
    (void)target; /* goes once you use it */
}

void cross_entropy_backward(float *dlogits, const float *logits,
                            const float *lse, const int *target, float scale,
                            int rows, int cols)
{
    for (int i = 0; i < rows * cols; i++)
        dlogits[i] = 0.0f;
    /* The softmax of each row, less 1 at the target, times scale. */
    (void)logits, (void)lse, (void)target, (void)scale;
}
