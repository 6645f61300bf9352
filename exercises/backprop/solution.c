/* backprop.c: three ways back. */
#include <math.h>

#include "backprop.h"

void linear_backward(float *dx, float *dw, float *db, const float *dy,
                     const float *x, const float *w, const int size[3])
{
    const int rows = size[0], in = size[1], out = size[2];

    for (int r = 0; r < rows; r++) {
        for (int o = 0; o < out; o++) {
            const float d = dy[r * out + o];

            db[o] += d;
            for (int i = 0; i < in; i++) {
                dx[r * in + i] += d * w[o * in + i];
                dw[o * in + i] += d * x[r * in + i];
            }
        }
    }
}

void tanh_backward(float *dx, const float *dy, const float *y, int n)
{
    for (int i = 0; i < n; i++)
        dx[i] += dy[i] * (1.0f - y[i] * y[i]);
}

void loss_backward(float *dlogits, const float *logits, const int32_t *target,
                   int rows, int classes)
{
    for (int r = 0; r < rows; r++) {
        const float *x = logits + r * classes;
        float *dx = dlogits + r * classes;
        float top = x[0], sum = 0.0f;

        for (int c = 1; c < classes; c++)
            top = fmaxf(top, x[c]);
        for (int c = 0; c < classes; c++)
            sum += expf(x[c] - top);
        for (int c = 0; c < classes; c++) {
            const float p = expf(x[c] - top) / sum;
            const float wanted = c == target[r] ? 1.0f : 0.0f;

            dx[c] += (p - wanted) / (float)rows;
        }
    }
}
