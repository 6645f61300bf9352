/* layer-norm.c: rows with mean 0 and spread 1. */
#include <math.h>

#include "layer-norm.h"

static float mean_of(const float *x, int cols)
{
    float sum = 0.0f;

    for (int c = 0; c < cols; c++)
        sum += x[c];
    return sum / (float)cols;
}

/* 1 / sqrt(variance + epsilon). */
static float inverse_spread(const float *x, float mean, int cols,
                            double epsilon)
{
    float sum = 0.0f;

    for (int c = 0; c < cols; c++)
        sum += (x[c] - mean) * (x[c] - mean);
    return 1.0f / sqrtf(sum / (float)cols + (float)epsilon);
}

void norm_layer_forward(float *out, const float *x, const float *gain,
                        const float *bias, int rows, int cols, double epsilon)
{
    for (int r = 0; r < rows; r++, out += cols, x += cols) {
        const float mean = mean_of(x, cols);
        const float by = inverse_spread(x, mean, cols, epsilon);

        for (int c = 0; c < cols; c++)
            out[c] = (x[c] - mean) * by * gain[c] + bias[c];
    }
}

/* A row's mean and spread depend on all of it: hence the two means of g. */
void norm_layer_backward(float *dx, const float *dout, const float *x,
                         const float *gain, int rows, int cols, double epsilon)
{
    for (int r = 0; r < rows; r++, dx += cols, dout += cols, x += cols) {
        const float mean = mean_of(x, cols);
        const float by = inverse_spread(x, mean, cols, epsilon);
        float mean_g = 0.0f, mean_gh = 0.0f;

        for (int c = 0; c < cols; c++) {
            const float g = dout[c] * gain[c];

            mean_g += g / (float)cols;
            mean_gh += g * (x[c] - mean) * by / (float)cols;
        }
        for (int c = 0; c < cols; c++) {
            const float h = (x[c] - mean) * by;

            dx[c] += by * (dout[c] * gain[c] - mean_g - h * mean_gh);
        }
    }
}
