/* additive-attention.h: which of n states a query looks at, and what it takes.
 * Shapes: q and v are [width], k is [n, width], weights is [n], states is
 *     [n, d], out is [d], row after row; n >= 0, width and d >= 1. No array
 *     overlaps another.
 * Source: Bahdanau, Cho and Bengio 2014, section 3.1. */
#ifndef ADDITIVE_ATTENTION_H
#define ADDITIVE_ATTENTION_H

void additive_weights(float *weights, const float *q, const float *k,
                      const float *v, int n, int width);
void additive_mix(float *out, const float *weights, const float *states, int n,
                  int d);

#endif
