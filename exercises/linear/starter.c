/* linear.c: a linear layer and its three gradients. */
#include "linear.h"

void linear_forward(float *out, const float *x, const float *w,
                    const float *bias, const struct linear *s)
{
    for (int r = 0; r < s->rows; r++) {
        for (int j = 0; j < s->cols; j++) {
            /* The bias, and row r of x times column j of w. */
            out[r * s->cols + j] = 0.0f;
        }
    }
    (void)x, (void)w, (void)bias; /* goes once you use them */
}

void linear_backward(float *dx, float *dw, float *dbias, const float *dout,
                     const float *x, const float *w, const struct linear *s)
{
    /* For each r and j: dout[r][j] goes to the bias, to every dx[r][i] and to
     * every dw[i][j]. */
    (void)dx, (void)dw, (void)dbias, (void)dout, (void)x, (void)w, (void)s;
}
