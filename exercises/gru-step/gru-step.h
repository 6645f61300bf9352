/* gru-step.h: one step of a gated recurrent unit.
 * Shapes: before and h are [width]; sums is [3 width], the input's share of
 *     reset, update and candidate, biases included, one behind the other; w is
 *     [3 width, width], row after row, from the state to the same three; inner
 *     is [width]; width >= 1. No array overlaps another.
 * Source: Cho et al. 2014, with the reset behind the product. */
#ifndef GRU_STEP_H
#define GRU_STEP_H

void gru_step(float *h, const float *sums, const float *before, const float *w,
              const float *inner, int width);

#endif
