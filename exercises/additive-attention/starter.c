/* additive-attention.c: a small network scores each state for a query. */
#include <math.h>

#include "additive-attention.h"

void additive_weights(float *weights, const float *q, const float *k,
                      const float *v, int n, int width)
{
    for (int j = 0; j < n; j++) {
        /* 1. The score of key j: v times the tanh of q plus the key. */
        weights[j] = 0.0f;
    }
    /* 2. Softmax over the n scores. */
    (void)q, (void)k, (void)v, (void)width; /* goes once you use them */
}

void additive_mix(float *out, const float *weights, const float *states, int n,
                  int d)
{
    /* The states, each times its weight, added up. */
    for (int i = 0; i < d; i++)
        out[i] = 0.0f;
    (void)weights, (void)states, (void)n; /* goes once you use them */
}
