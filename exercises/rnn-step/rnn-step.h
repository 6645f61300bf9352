/* rnn-step.h: one step of a recurrent network.
 * Shapes: x is [in], before and h are [width], w is [width, in + width], row
 *     after row, bias is [width]; in >= 0, width >= 1. No array overlaps
 *     another. The first `in` numbers of a row of w belong to x, the others to
 *     before.
 * Source: Elman 1990, with tanh. */
#ifndef RNN_STEP_H
#define RNN_STEP_H

void rnn_step(float *h, const float *x, const float *before, const float *w,
              const float *bias, int in, int width);

#endif
