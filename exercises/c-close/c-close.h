/* c-close.h: are two arrays of floats equal enough?
 * Shapes: a and b have n numbers, n >= 0. within >= 0. */
#ifndef C_CLOSE_H
#define C_CLOSE_H

/* How many numbers of a are further than `within` from those of b. */
int count_far(const float *a, const float *b, int n, float within);

#endif
