/* strides.h: a matrix is a start and two steps.
 * Shapes: out is [rows, cols], row after row; number (i, j) of x is
 *     x[start + i * row_step + j * col_step]; rows >= 0, cols >= 0. x and out
 *     do not overlap. */
#ifndef STRIDES_H
#define STRIDES_H

struct strides {
    int rows, cols;
    int start, row_step, col_step;
};

void strided_copy(float *out, const float *x, const struct strides *s);

#endif
