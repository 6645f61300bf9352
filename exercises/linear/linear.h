/* linear.h: a linear layer and its three gradients.
 * Shapes: x and dx are [rows, in], w and dw [in, cols], out and dout
 *     [rows, cols], row after row; bias and dbias have cols numbers; rows >= 0,
 *     in >= 1, cols >= 1. The arrays do not overlap. backward adds. */
#ifndef LINEAR_H
#define LINEAR_H

struct linear {
    int rows, in, cols;
};

void linear_forward(float *out, const float *x, const float *w,
                    const float *bias, const struct linear *s);
void linear_backward(float *dx, float *dw, float *dbias, const float *dout,
                     const float *x, const float *w, const struct linear *s);

#endif
