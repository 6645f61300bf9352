/* linear.c: a linear layer and its three gradients. */
#include "linear.h"

void linear_forward(float *out, const float *x, const float *w,
                    const float *bias, const struct linear *s)
{
    for (int r = 0; r < s->rows; r++) {
        for (int j = 0; j < s->cols; j++) {
            float sum = bias[j];

            for (int i = 0; i < s->in; i++)
                sum += x[r * s->in + i] * w[i * s->cols + j];
            out[r * s->cols + j] = sum;
        }
    }
}

/* What multiplied a number on the way forward multiplies its gradient. */
void linear_backward(float *dx, float *dw, float *dbias, const float *dout,
                     const float *x, const float *w, const struct linear *s)
{
    for (int r = 0; r < s->rows; r++) {
        for (int j = 0; j < s->cols; j++) {
            const float g = dout[r * s->cols + j];

            dbias[j] += g;
            for (int i = 0; i < s->in; i++) {
                dx[r * s->in + i] += g * w[i * s->cols + j];
                dw[i * s->cols + j] += g * x[r * s->in + i];
            }
        }
    }
}
