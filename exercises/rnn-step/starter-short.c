/* rnn-step.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "rnn-step.h"

#define BLANK 0

void rnn_step(float *h, const float *x, const float *before, const float *w,
              const float *bias, int in, int width)
{
    for (int i = 0; i < width; i++) {
        const float *row = w + i * (in + width);
        float sum = BLANK; /* what is there without any input? */

        for (int j = 0; j < in; j++)
            sum += row[j] * x[j];
        for (int j = 0; j < width; j++)
            sum += row[BLANK] * before[j]; /* which number of the row? */
        h[i] = tanhf(sum);
    }
    (void)bias; /* goes once you use it */
}
