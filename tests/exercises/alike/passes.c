#include <math.h>
#include "attention.h"

void attention_forward(float *out, float *weights, const float *q,
                       const float *k, const float *v, int T, int d)
{
    int a, b, i;
    /* pass 1: scores of everybody */
    for (a = 0; a < T * T; a++)
        weights[a] = 0;
    for (i = 0; i < d; i++)
        for (a = 0; a < T; a++)
            for (b = 0; b <= a; b++)
                weights[a * T + b] += q[a * d + i] * k[b * d + i];
    /* pass 2: softmax */
    for (a = 0; a < T; a++) {
        float m = weights[a * T] / sqrtf((float)d);
        float n = 0;
        for (b = 0; b <= a; b++) {
            weights[a * T + b] = weights[a * T + b] / sqrtf((float)d);
            m = weights[a * T + b] > m ? weights[a * T + b] : m;
        }
        for (b = 0; b <= a; b++)
            n = n + expf(weights[a * T + b] - m);
        for (b = 0; b <= a; b++)
            weights[a * T + b] = expf(weights[a * T + b] - m) / n;
    }
    /* pass 3: product */
    for (a = 0; a < T * d; a++)
        out[a] = 0;
    for (a = 0; a < T; a++)
        for (b = 0; b <= a; b++)
            for (i = 0; i < d; i++)
                out[a * d + i] += weights[a * T + b] * v[b * d + i];
}
