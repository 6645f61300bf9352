/* slope.h: a gradient by central differences.
 * Shapes: gradient and x have n numbers, n >= 0; x is put back. They do not
 *     overlap. h > 0.
 * Source: Nocedal and Wright 2006, section 8.1. */
#ifndef SLOPE_H
#define SLOPE_H

void slope_central(float *gradient, double (*f)(const float *x, int n),
                   float *x, int n, float h);

#endif
