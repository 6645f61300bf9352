/* negative-sampling.c: one word, its neighbour and k strangers. */
#include <math.h>

#include "negative-sampling.h"

static float dot(const float *a, const float *b, int n)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Neither runs over: exp() is only taken of numbers below 0. */
static float sigmoid(float x)
{
    const float e = expf(-fabsf(x));

    return x >= 0.0f ? 1.0f / (1.0f + e) : e / (1.0f + e);
}

static float minus_log_sigmoid(float x)
{
    return fmaxf(-x, 0.0f) + log1pf(expf(-fabsf(x)));
}

float negative_step(float *dword, float *dothers, const float *word,
                    const float *others, int d, int k)
{
    float loss = 0.0f;

    for (int c = 0; c < d; c++)
        dword[c] = 0.0f;
    for (int i = 0; i <= k; i++) {
        const float *row = others + i * d;
        const float x = dot(word, row, d);
        const float g = i == 0 ? sigmoid(x) - 1.0f : sigmoid(x);

        loss += minus_log_sigmoid(i == 0 ? x : -x);
        for (int c = 0; c < d; c++) {
            dword[c] += g * row[c];
            dothers[i * d + c] = g * word[c];
        }
    }
    return loss;
}
