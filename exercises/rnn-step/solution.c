/* rnn-step.c: the new state from an input and the state before. */
#include <math.h>

#include "rnn-step.h"

void rnn_step(float *h, const float *x, const float *before, const float *w,
              const float *bias, int in, int width)
{
    for (int i = 0; i < width; i++) {
        const float *row = w + i * (in + width);
        float sum = bias[i];

        for (int j = 0; j < in; j++)
            sum += row[j] * x[j];
        for (int j = 0; j < width; j++)
            sum += row[in + j] * before[j];
        h[i] = tanhf(sum);
    }
}
