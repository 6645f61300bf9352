/* entropy.h: how uncertain, and how far apart.
 * Shapes: p and q are [rows, cols], row after row; out has rows numbers;
 *     rows >= 0, cols >= 1. Units: nats.
 * Source: Goodfellow, Bengio and Courville 2016, section 3.13. */
#ifndef ENTROPY_H
#define ENTROPY_H

void entropy_forward(float *out, const float *p, int rows, int cols);
void kl_forward(float *out, const float *p, const float *q, int rows, int cols);

#endif
