/* matmul.h: out = a b.
 * Shapes: a is [m, k], b is [k, n], out is [m, n], row after row; m, k and n
 *     are >= 0. The arrays do not overlap.
 * Source: Golub and Van Loan 2013, section 1.1. */
#ifndef MATMUL_H
#define MATMUL_H

void matmul_forward(float *out, const float *a, const float *b, int m, int k,
                    int n);

#endif
