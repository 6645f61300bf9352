/* quantise.h: blocks of 32 numbers in 8 bits each and a scale.
 * Shapes: x, q and out have n numbers, scale has n / 32; n >= 0 and a multiple
 *     of QUANTISE_BLOCK. The arrays do not overlap. */
#ifndef QUANTISE_H
#define QUANTISE_H

enum { QUANTISE_BLOCK = 32 };

void quantise_blocks(int *q, float *scale, const float *x, int n);
void restore_blocks(float *out, const int *q, const float *scale, int n);

#endif
