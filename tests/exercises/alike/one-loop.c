#include "attention.h"
#include <math.h>
/* all in one function */
void attention_forward(float *out, float *weights, const float *q, const float *k, const float *v, int T, int d)
{
    float scale = 1.0f / sqrtf(d);
    for (int i = 0; i < T; i++) {
        float max = -INFINITY;
        for (int j = 0; j < T; j++) {
            if (j > i) {
                weights[i * T + j] = -INFINITY;
                continue;
            }
            float dot = 0;
            for (int c = 0; c < d; c++)
                dot += q[i * d + c] * k[j * d + c];
            weights[i * T + j] = dot * scale;
            if (weights[i * T + j] > max)
                max = weights[i * T + j];
        }
        float total = 0;
        for (int j = 0; j < T; j++) {
            weights[i * T + j] = expf(weights[i * T + j] - max);
            total += weights[i * T + j];
        }
        for (int j = 0; j < T; j++)
            weights[i * T + j] /= total;
        for (int c = 0; c < d; c++) {
            float acc = 0;
            for (int j = 0; j < T; j++)
                acc += weights[i * T + j] * v[j * d + c];
            out[i * d + c] = acc;
        }
    }
}
