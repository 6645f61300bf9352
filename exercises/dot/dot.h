/* dot.h: compares one vector with many.
 * Shapes: q has n numbers, x is [rows, n] row after row, out has rows numbers;
 *     rows >= 0, n >= 0. The arrays do not overlap. */
#ifndef DOT_H
#define DOT_H

void dot_forward(float *out, const float *q, const float *x, int rows, int n);
void cosine_forward(float *out, const float *q, const float *x, int rows,
                    int n);

#endif
