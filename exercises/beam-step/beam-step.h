/* beam-step.h: one step of a beam search.
 * Shapes: before has `beams` numbers, logprobs is [beams, vocab], row after
 *     row; parent, token and total have `width` places. beams, vocab and width
 *     are 1 or more, and width is at most beams * vocab.
 * Units: natural logarithms of probabilities; -INFINITY is a probability of 0.
 * Source: Lowerre 1976 (beam search). */
#ifndef BEAM_STEP_H
#define BEAM_STEP_H

void beam_step(int *parent, int *token, float *total, const float *before,
               const float *logprobs, int beams, int vocab, int width);

#endif
