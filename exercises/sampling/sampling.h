/* sampling.h: rules out unlikely tokens.
 * Shapes: probs and out have n numbers, n >= 1, that add up to 1. They do not
 *     overlap. k >= 1, 0 < p <= 1.
 * Source: Holtzman et al. 2020, section 3.1 (top-p). */
#ifndef SAMPLING_H
#define SAMPLING_H

void top_k(float *out, const float *probs, int n, int k);
void top_p(float *out, const float *probs, int n, float p);

#endif
