/* lstm-step.h: one step of a long short-term memory.
 * Shapes: h and h_before, c and c_before are [width]; sums is [4 width], the
 *     input's share of input gate, forget gate, candidate and output gate,
 *     biases included, one behind the other; w is [4 width, width], row after
 *     row, from h_before to the same four; width >= 1. No array overlaps
 *     another.
 * Source: Hochreiter and Schmidhuber 1997; Gers et al. 2000, forget gate. */
#ifndef LSTM_STEP_H
#define LSTM_STEP_H

void lstm_step(float *h, float *c, const float *sums, const float *h_before,
               const float *c_before, const float *w, int width);

#endif
