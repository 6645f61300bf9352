/* layer-norm.h: rows with mean 0 and spread 1, scaled and shifted.
 * Shapes: x, out, dout and dx are [rows, cols], row after row; gain and bias
 *     have cols numbers; rows >= 0, cols >= 1. The arrays do not overlap.
 * backward adds to dx; of gain and bias nothing is asked.
 * Source: Ba, Kiros and Hinton 2016, section 3. */
#ifndef LAYER_NORM_H
#define LAYER_NORM_H

void norm_layer_forward(float *out, const float *x, const float *gain,
                        const float *bias, int rows, int cols, double epsilon);
void norm_layer_backward(float *dx, const float *dout, const float *x,
                         const float *gain, int rows, int cols, double epsilon);

#endif
