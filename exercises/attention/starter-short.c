/* attention.c, the ten-minute version: put code in place of every BLANK. */
#include <math.h>

#include "attention.h"

#define BLANK 0

/* Makes weights of scores, in place: positive, with sum 1. */
static void weigh(float *row, int count)
{
    float largest = -INFINITY;
    float sum = 0.0f;

    for (int j = 0; j < count; j++)
        largest = fmaxf(largest, row[j]);
    for (int j = 0; j < count; j++) {
        row[j] = expf(row[j] - largest);
        sum += row[j];
    }
    for (int j = 0; j < count; j++)
        row[j] /= sum;
}

void attention_forward(float *out, float *weights, const float *q,
                       const float *k, const float *v, int T, int d)
{
    for (int t = 0; t < T; t++) {
        const int count = BLANK; /* how many positions does t see? */
        float *row = weights + t * T;

        for (int j = 0; j < T; j++)
            row[j] = 0.0f;
        for (int j = 0; j < count; j++) {
            float fit = 0.0f;

            for (int i = 0; i < d; i++)
                fit += q[t * d + i] * k[j * d + i];
            row[j] = fit * BLANK; /* so that d does not matter */
        }
        weigh(row, count);
        for (int i = 0; i < d; i++) {
            out[t * d + i] = 0.0f;
            for (int j = 0; j < count; j++)
                out[t * d + i] += row[j] * BLANK; /* number i of which v? */
        }
    }
    (void)v; /* goes once you use it */
}
