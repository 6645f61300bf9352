/* backprop.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "backprop.h"

#define BLANK 0

void linear_backward(float *dx, float *dw, float *db, const float *dy,
                     const float *x, const float *w, const int size[3])
{
    const int rows = size[0], in = size[1], out = size[2];

    for (int r = 0; r < rows; r++) {
        for (int o = 0; o < out; o++) {
            const float d = dy[r * out + o];

            db[o] += d;
            for (int i = 0; i < in; i++) {
                dx[r * in + i] += d * BLANK; /* along which number? */
                dw[o * in + i] += d * BLANK; /* and along which here? */
            }
        }
    }
    (void)x, (void)w; /* goes once you use them */
}

void tanh_backward(float *dx, const float *dy, const float *y, int n)
{
    for (int i = 0; i < n; i++)
        dx[i] += dy[i] * (1.0f - BLANK);
    (void)y; /* goes once you use it */
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

            dx[c] += (p - BLANK) / (float)rows; /* 1 at the target, else 0 */
        }
    }
    (void)target; /* goes once you use it */
}
