/* layer-norm.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "layer-norm.h"

#define BLANK 0

static float mean_of(const float *x, int cols)
{
    float sum = 0.0f;

    for (int c = 0; c < cols; c++)
        sum += x[c];
    return sum / (float)cols;
}

static float inverse_spread(const float *x, float mean, int cols,
                            double epsilon)
{
    float sum = 0.0f;

    for (int c = 0; c < cols; c++)
        sum += (x[c] - mean) * BLANK;
    return 1.0f / sqrtf(sum / (float)cols + (float)epsilon);
}

void norm_layer_forward(float *out, const float *x, const float *gain,
                        const float *bias, int rows, int cols, double epsilon)
{
    for (int r = 0; r < rows; r++, out += cols, x += cols) {
        const float mean = mean_of(x, cols);
        const float by = inverse_spread(x, mean, cols, epsilon);

        for (int c = 0; c < cols; c++)
            out[c] = (x[c] - mean) * by * gain[c] + BLANK;
    }
    (void)bias; /* goes once you use it */
}

void norm_layer_backward(float *dx, const float *dout, const float *x,
                         const float *gain, int rows, int cols, double epsilon)
{
    for (int r = 0; r < rows; r++, dx += cols, dout += cols, x += cols) {
        const float mean = mean_of(x, cols);
        const float by = inverse_spread(x, mean, cols, epsilon);
        float mean_g = 0.0f, mean_gh = 0.0f;

        for (int c = 0; c < cols; c++) {
            mean_g += dout[c] * gain[c] / (float)cols;
            mean_gh += dout[c] * gain[c] * BLANK / (float)cols; /* times h */
        }
        for (int c = 0; c < cols; c++) {
            const float h = (x[c] - mean) * by;

            dx[c] += by * (dout[c] * gain[c] - mean_g - h * BLANK);
        }
        (void)mean_gh; /* goes once you use it */
    }
}
