/* lstm-step.c: a memory cell with three gates. */
#include <math.h>

#include "lstm-step.h"

static float gate(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

void lstm_step(float *h, float *c, const float *sums, const float *h_before,
               const float *c_before, const float *w, int width)
{
    for (int i = 0; i < width; i++) {
        /* 1. Four sums: sums, plus a row of w times h_before. */

        /* 2. The cell keeps a share of itself and lets something in. */
        c[i] = gate(0.0f) * 0.0f;

        /* 3. What the cell shows of itself. */
        h[i] = 0.0f;
    }
    (void)sums, (void)h_before, (void)c_before, (void)w; /* goes once used */
}
