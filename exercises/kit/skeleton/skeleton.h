/* skeleton.h: what the function does, in one sentence.
 * Shapes: x and out are [rows, cols], row after row; rows >= 0, cols >= 1. The
 *     arrays do not overlap. */
#ifndef SKELETON_H
#define SKELETON_H

void skeleton_forward(float *out, const float *x, int rows, int cols);

#endif
