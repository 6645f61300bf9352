/* backprop.c: three ways back. */
#include <math.h>

#include "backprop.h"

void linear_backward(float *dx, float *dw, float *db, const float *dy,
                     const float *x, const float *w, const int size[3])
{
    const int rows = size[0], in = size[1], out = size[2];

    for (int r = 0; r < rows; r++) {
        for (int o = 0; o < out; o++) {
            /* dy[r * out + o] goes to b, to each x of row r, to each w of o */
        }
    }
    (void)dx, (void)dw, (void)db, (void)dy, (void)x, (void)w, (void)in; /* goes
                                                                         */
}

void tanh_backward(float *dx, const float *dy, const float *y, int n)
{
    /* the slope of tanh, from what it gave */
    (void)dx, (void)dy, (void)y, (void)n; /* goes */
}

void loss_backward(float *dlogits, const float *logits, const int32_t *target,
                   int rows, int classes)
{
    /* the softmax of a row, less 1 at its target, by the number of rows */
    (void)dlogits, (void)logits, (void)target, (void)rows, (void)classes;
}
