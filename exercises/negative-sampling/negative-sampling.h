/* negative-sampling.h: one word, its neighbour and k strangers.
 * Shapes: word and dword are [d], others and dothers [k + 1, d], row 0 the
 *     neighbour; d >= 1, k >= 0. No array overlaps another.
 * Returns the loss.
 * Source: Mikolov et al. 2013, Distributed Representations of Words and
 *     Phrases, equation 4. */
#ifndef NEGATIVE_SAMPLING_H
#define NEGATIVE_SAMPLING_H

float negative_step(float *dword, float *dothers, const float *word,
                    const float *others, int d, int k);

#endif
