/* cross-entropy.c: what a guess costs. */
#include <math.h>

#include "cross-entropy.h"

/* log of the sum of e^x, without overflow: the largest goes out of the sum. */
static float log_sum_exp(const float *x, int n)
{
    float largest = x[0];
    float sum = 0.0f;

    for (int i = 1; i < n; i++)
        largest = fmaxf(largest, x[i]);
    for (int i = 0; i < n; i++)
        sum += expf(x[i] - largest);
    return logf(sum) + largest;
}

void cross_entropy_forward(float *loss, float *lse, const float *logits,
                           const int *target, int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        const float *row = logits + r * cols;

        lse[r] = log_sum_exp(row, cols);
        loss[r] = lse[r] - row[target[r]];
    }
}

void cross_entropy_backward(float *dlogits, const float *logits,
                            const float *lse, const int *target, float scale,
                            int rows, int cols)
{
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++) {
            const float p = expf(logits[r * cols + c] - lse[r]);
            const float truth = c == target[r] ? 1.0f : 0.0f;

            dlogits[r * cols + c] = scale * (p - truth);
        }
    }
}
