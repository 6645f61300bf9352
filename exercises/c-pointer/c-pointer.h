/* c-pointer.h: the smallest and the largest.
 * Shapes: x has n numbers, n >= 1; low and high point at one number each. */
#ifndef C_POINTER_H
#define C_POINTER_H

void low_and_high(float *low, float *high, const float *x, int n);

#endif
