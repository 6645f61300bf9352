/* layer.h: out = relu(x w + bias).
 * Shapes: x is [rows, in], w [in, cols], out [rows, cols], row after row; bias
 *     has cols numbers or is NULL; rows >= 0, in >= 1, cols >= 1. The arrays do
 *     not overlap.
 * Source: Goodfellow, Bengio and Courville 2016, section 6.1. */
#ifndef LAYER_H
#define LAYER_H

struct layer {
    int rows, in, cols;
};

void layer_forward(float *out, const float *x, const float *w,
                   const float *bias, const struct layer *s);

#endif
