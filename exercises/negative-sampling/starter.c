/* negative-sampling.c: one word, its neighbour and k strangers. */
#include <math.h>

#include "negative-sampling.h"

float negative_step(float *dword, float *dothers, const float *word,
                    const float *others, int d, int k)
{
    float loss = 0.0f;

    for (int c = 0; c < d; c++)
        dword[c] = 0.0f;
    for (int i = 0; i <= k; i++) {
        /* 1. x: the dot product of `word` and row i of `others`. */

        /* 2. g: s(x) - 1 for the neighbour (i = 0), s(x) for a stranger. */

        /* 3. Add to the loss and to dword; write row i of dothers. */
        for (int c = 0; c < d; c++)
            dothers[i * d + c] = 0.0f;
    }
    (void)word, (void)others; /* delete this line once you use them */
    return loss;
}
