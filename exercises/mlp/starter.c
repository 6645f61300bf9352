/* mlp.c: a network with one hidden layer. */
#include <math.h>

#include "mlp.h"

void mlp_forward(float *hidden, float *score, const float *net, const float *x,
                 int n, int h)
{
    const float *w1 = net, *b1 = w1 + 2 * h, *w2 = b1 + h, *b2 = w2 + h;

    for (int i = 0; i < n; i++) {
        score[i] = 0.0f;
        for (int j = 0; j < h; j++) {
            /* unit j: tanhf() of its weighted sum; then its part of the score
             */
            hidden[i * h + j] = 0.0f;
        }
    }
    (void)w1, (void)b1, (void)w2, (void)b2, (void)x; /* goes */
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
        /* the slope by the score; then back to w2, through tanh, to w1 */
        *db2 += 0.0f;
    }
    (void)w2, (void)dw1, (void)dw2, (void)hidden, (void)score; /* goes */
    (void)x, (void)label;
}

void mlp_step(float *net, const float *grad, int h, float rate)
{
    /* every number against its slope */
    (void)net, (void)grad, (void)h, (void)rate; /* goes */
}
