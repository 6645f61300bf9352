/* c-loop.h: the sum so far.
 * Shapes: x and out have n numbers, n >= 0. They do not overlap. */
#ifndef C_LOOP_H
#define C_LOOP_H

void running_sum(float *out, const float *x, int n);

#endif
