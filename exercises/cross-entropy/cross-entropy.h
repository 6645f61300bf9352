/* cross-entropy.h: what a guess costs, and which way to move it.
 * Shapes: logits and dlogits are [rows, cols], row after row; loss, lse and
 *     target have rows numbers; rows >= 0, cols >= 1, 0 <= target < cols.
 * Source: Goodfellow, Bengio and Courville 2016, sections 3.13 and 6.2. */
#ifndef CROSS_ENTROPY_H
#define CROSS_ENTROPY_H

void cross_entropy_forward(float *loss, float *lse, const float *logits,
                           const int *target, int rows, int cols);
void cross_entropy_backward(float *dlogits, const float *logits,
                            const float *lse, const int *target, float scale,
                            int rows, int cols);

#endif
