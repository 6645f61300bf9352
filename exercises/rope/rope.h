/* rope.h: turns pairs of numbers by their position.
 * Shapes: x and out are [rows, width], row after row; rows >= 0, width >= 2 and
 *     even. They do not overlap. Row i stands at position start + i.
 * Source: Su et al. 2021, section 3.2; pairs are half a row apart. */
#ifndef ROPE_H
#define ROPE_H

void rope_forward(float *out, const float *x, int rows, int width, int start,
                  float base);

#endif
