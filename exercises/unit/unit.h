/* unit.h: the lengths of vectors, and their directions.
 * Shapes: x and unit are [rows, n], row after row; lengths has rows numbers;
 *     rows >= 0, n >= 1. The arrays do not overlap.
 * Source: Strang 2016, section 1.2. */
#ifndef UNIT_H
#define UNIT_H

void unit_forward(float *lengths, float *unit, const float *x, int rows, int n);

#endif
