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
        float sum[4];

        for (int part = 0; part < 4; part++) {
            const float *row = w + (part * width + i) * width;

            sum[part] = sums[part * width + i];
            for (int j = 0; j < width; j++)
                sum[part] += row[j] * h_before[j];
        }
        const float let_in = gate(sum[0]), keep = gate(sum[1]);
        const float candidate = tanhf(sum[2]), show = gate(sum[3]);

        c[i] = keep * c_before[i] + let_in * candidate;
        h[i] = show * tanhf(c[i]);
    }
}
