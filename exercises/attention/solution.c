/* attention.c: every position mixes the values it may see. */
#include <math.h>

#include "attention.h"

/* How well a key answers a query. Divided by the root of d, the spread of a
 * score does not grow with the number of products in it. */
static float score(const float *query, const float *key, int d)
{
    float fit = 0.0f;

    for (int i = 0; i < d; i++)
        fit += query[i] * key[i];
    return fit / sqrtf((float)d);
}

/* Makes weights of scores, in place; count >= 1. Taking the largest away
 * cancels in the division, and no expf() can become infinite. */
static void weigh(float *row, int count)
{
    float largest = row[0];
    float sum = 0.0f;

    for (int j = 1; j < count; j++)
        largest = fmaxf(largest, row[j]);
    for (int j = 0; j < count; j++) {
        row[j] = expf(row[j] - largest);
        sum += row[j];
    }
    for (int j = 0; j < count; j++)
        row[j] /= sum;
}

/* Adds up `count` rows of v, each times its weight. */
static void mix(float *mixed, const float *row, const float *v, int count,
                int d)
{
    for (int i = 0; i < d; i++)
        mixed[i] = 0.0f;
    for (int j = 0; j < count; j++)
        for (int i = 0; i < d; i++)
            mixed[i] += row[j] * v[j * d + i];
}

void attention_forward(float *out, float *weights, const float *q,
                       const float *k, const float *v, int T, int d)
{
    for (int t = 0; t < T; t++) {
        const int count = t + 1; /* 0 to t, itself among them */
        float *row = weights + t * T;

        for (int j = 0; j < count; j++)
            row[j] = score(q + t * d, k + j * d, d);
        for (int j = count; j < T; j++)
            row[j] = 0.0f;
        weigh(row, count);
        mix(out + t * d, row, v, count, d);
    }
}
