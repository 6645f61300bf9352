/* attention.c: every position mixes the values it may see. */
#include <math.h>

#include "attention.h"

void attention_forward(float *out, float *weights, const float *q,
                       const float *k, const float *v, int T, int d)
{
    for (int t = 0; t < T; t++) {
        float *row = weights + t * T; /* T numbers: what t looks at */
        float *mixed = out + t * d;   /* d numbers: what comes out for t */

        /* Scores: how well does each key up to t answer the query of t? */

        /* Weights: make the scores add up to 1. Later positions get 0. */
        for (int j = 0; j < T; j++)
            row[j] = 0.0f;

        /* Output: the rows of v, each times its weight. */
        for (int i = 0; i < d; i++)
            mixed[i] = 0.0f;
    }
    (void)q, (void)k, (void)v; /* goes once you use them */
}
