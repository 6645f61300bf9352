/* additive-attention.c, the ten-minute version: put code in place of every
 * BLANK. */
#include <math.h>

#include "additive-attention.h"

#define BLANK 0

static float score(const float *q, const float *key, const float *v, int width)
{
    float sum = 0.0f;

    for (int i = 0; i < width; i++)
        sum += v[i] * tanhf(BLANK); /* what does the small network see? */
    (void)q, (void)key;             /* goes once you use them */
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
            out[i] += BLANK * states[j * d + i]; /* which share? */
    (void)weights;                               /* goes once you use it */
}
