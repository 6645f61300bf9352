/* projection.h: the part along a vector, and the rest.
 * Shapes: x, along and rest are [rows, n], row after row; v has n numbers,
 *     amount has rows; rows >= 0, n >= 1. The arrays do not overlap.
 * Source: Strang 2016, section 4.2. */
#ifndef PROJECTION_H
#define PROJECTION_H

void projection_forward(float *amount, float *along, float *rest,
                        const float *x, const float *v, int rows, int n);

#endif
