/* heads.h: numbers of one head side by side, and back.
 * Shapes: split takes x [T, heads, size] to out [heads, T, size], merge the
 *     other way, all row after row; T >= 0, heads >= 1, size >= 1. x and out do
 *     not overlap. */
#ifndef HEADS_H
#define HEADS_H

void heads_split(float *out, const float *x, int T, int heads, int size);
void heads_merge(float *out, const float *x, int T, int heads, int size);

#endif
