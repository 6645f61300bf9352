/* sampling.c: rules out unlikely tokens. */
#include "sampling.h"

void top_k(float *out, const float *probs, int n, int k)
{
    for (int i = 0; i < n; i++)
        out[i] = 0.0f;
    /* k times: the most likely of those that are not taken yet. */

    /* What is kept adds up to 1 again. */
    (void)probs, (void)k; /* goes once you use them */
}

void top_p(float *out, const float *probs, int n, float p)
{
    for (int i = 0; i < n; i++)
        out[i] = 0.0f;
    /* The most likely ones, until their sum reaches p. */

    /* What is kept adds up to 1 again. */
    (void)probs, (void)p; /* goes once you use them */
}
