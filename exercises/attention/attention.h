/* attention.h: one head of causal attention over one sequence.
 * Shapes: q, k, v and out are [T, d], weights is [T, T]; row after row.
 *     T >= 0, d >= 1. The arrays do not overlap.
 * Row t looks at positions 0 to t and no further.
 * Source: Vaswani et al. 2017, section 3.2.1. */
#ifndef ATTENTION_H
#define ATTENTION_H

void attention_forward(float *out, float *weights, const float *q,
                       const float *k, const float *v, int T, int d);

#endif
