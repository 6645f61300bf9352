/* mlp.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "mlp.h"

#define BLANK 0

void mlp_forward(float *hidden, float *score, const float *net, const float *x,
                 int n, int h)
{
    const float *w1 = net, *b1 = w1 + 2 * h, *w2 = b1 + h, *b2 = w2 + h;

    for (int i = 0; i < n; i++) {
        score[i] = *b2;
        for (int j = 0; j < h; j++) {
            const float sum =
                w1[2 * j] * x[2 * i] + w1[2 * j + 1] * BLANK + b1[j];

            hidden[i * h + j] = tanhf(sum);
            score[i] += w2[j] * BLANK; /* what does unit j give? */
        }
    }
}

void mlp_gradient(float *grad, const float *net, const float *hidden,
                  const float *score, const float *x, const int32_t *label,
                  const int size[2])
{
    const int n = size[0], h = size[1];
    const float *w2 = net + 3 * h;
    float *dw1 = grad, *db1 = dw1 + 2 * h, *dw2 = db1 + h, *db2 = dw2 + h;

    for (int k = 0; k < 4 * h + 1; k++)
        grad[k] = 0.0f;
    for (int i = 0; i < n; i++) {
        const float p = 1.0f / (1.0f + expf(-score[i]));
        const float dscore = (p - BLANK) / (float)n;

        *db2 += dscore;
        for (int j = 0; j < h; j++) {
            const float y = hidden[i * h + j];
            const float dsum = dscore * w2[j] * BLANK; /* through tanh */

            dw2[j] += dscore * y;
            db1[j] += dsum;
            dw1[2 * j] += dsum * x[2 * i];
            dw1[2 * j + 1] += dsum * x[2 * i + 1];
        }
    }
    (void)label; /* goes once you use it */
}

void mlp_step(float *net, const float *grad, int h, float rate)
{
    for (int k = 0; k < 4 * h + 1; k++)
        net[k] -= rate * BLANK;
    (void)grad; /* goes once you use it */
}
