/* gru-step.c: two gates decide what of the state is replaced. */
#include <math.h>

#include "gru-step.h"

static float gate(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

void gru_step(float *h, const float *sums, const float *before, const float *w,
              const float *inner, int width)
{
    for (int i = 0; i < width; i++) {
        /* 1. reset and update: sums plus a row of w times before, gated. */

        /* 2. The candidate, in which reset weakens what comes from before. */

        /* 3. A mixture of the candidate and before[i]. */
        h[i] = gate(0.0f) * 0.0f;
    }
    (void)sums, (void)before, (void)w, (void)inner; /* goes once used */
}
