/* additive-attention.c: a small network scores each state for a query. */
#include <math.h>

#include "additive-attention.h"

static float score(const float *q, const float *key, const float *v, int width)
{
    float sum = 0.0f;

    for (int i = 0; i < width; i++)
        sum += v[i] * tanhf(q[i] + key[i]);
    return sum;
}

void additive_weights(float *weights, const float *q, const float *k,
                      const float *v, int n, int width)
{
    float most = -INFINITY, total = 0.0f;

    for (int j = 0; j < n; j++) {
        weights[j] = score(q, k + j * width, v, width);
        most = fmaxf(most, weights[j]);
    }
    for (int j = 0; j < n; j++) {
        weights[j] = expf(weights[j] - most);
        total += weights[j];
    }
    for (int j = 0; j < n; j++)
        weights[j] /= total;
}

void additive_mix(float *out, const float *weights, const float *states, int n,
                  int d)
{
    for (int i = 0; i < d; i++)
        out[i] = 0.0f;
    for (int j = 0; j < n; j++)
        for (int i = 0; i < d; i++)
            out[i] += weights[j] * states[j * d + i];
}
