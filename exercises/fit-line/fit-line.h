/* fit-line.h: a line through dots, found by gradient descent.
 * Shapes: line has 2 numbers, losses has steps, x and y have n; n >= 1,
 *     steps >= 0. The arrays do not overlap.
 * Source: Cauchy 1847, for the method. */
#ifndef FIT_LINE_H
#define FIT_LINE_H

void fit_line(float *line, float *losses, const float *x, const float *y, int n,
              float rate, int steps);

#endif
