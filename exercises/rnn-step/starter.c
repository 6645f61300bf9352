/* rnn-step.c: the new state from an input and the state before. */
#include <math.h>

#include "rnn-step.h"

void rnn_step(float *h, const float *x, const float *before, const float *w,
              const float *bias, int in, int width)
{
    for (int i = 0; i < width; i++) {
        /* 1. Begin with the bias of number i. */

        /* 2. Add row i of w, times x, then times before. */

        /* 3. Bend the sum with tanhf(). */
        h[i] = 0.0f;
    }
    (void)x, (void)before, (void)w, (void)bias, (void)in; /* goes once used */
}
