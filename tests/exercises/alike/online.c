#include <math.h>

#include "attention.h"

/* One pass with a running largest score. */
void attention_forward(float *out, float *weights, const float *q,
                       const float *k, const float *v, int T, int d)
{
    for (int t = 0; t < T; t++) {
        float peak = -INFINITY, mass = 0.0f;
        float *y = &out[t * d];

        for (int i = 0; i < d; i++)
            y[i] = 0.0f;
        for (int s = 0; s < T; s++) {
            float e = 0.0f;

            if (s > t) {
                weights[t * T + s] = 0.0f;
                continue;
            }
            for (int i = 0; i < d; i++)
                e = fmaf(q[t * d + i], k[s * d + i], e);
            e /= sqrtf((float)d);
            weights[t * T + s] = e;
            const float higher = fmaxf(peak, e);
            const float old = peak > -INFINITY ? expf(peak - higher) : 0.0f;
            const float new = expf(e - higher);
            mass = mass * old + new;
            for (int i = 0; i < d; i++)
                y[i] = y[i] * old + new * v[s * d + i];
            peak = higher;
        }
        for (int i = 0; i < d; i++)
            y[i] /= mass;
        for (int s = 0; s <= t; s++)
            weights[t * T + s] = expf(weights[t * T + s] - peak) / mass;
    }
}
