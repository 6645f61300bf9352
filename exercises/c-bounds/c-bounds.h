/* c-bounds.h: every number one place further.
 * Shapes: x and out have n numbers, n >= 0. They do not overlap. */
#ifndef C_BOUNDS_H
#define C_BOUNDS_H

void shift_right(float *out, const float *x, int n, float first);

#endif
