/* sampling.c: rules out unlikely tokens. */
#include "sampling.h"

#define OUT (-1.0f) /* not taken */

/* The most likely token that is not taken; the first of several. */
static int best(const float *out, const float *probs, int n)
{
    int at = -1;

    for (int i = 0; i < n; i++)
        if (out[i] < 0.0f && (at < 0 || probs[i] > probs[at]))
            at = i;
    return at;
}

/* Takes at most `most` tokens, until their sum is at least `enough`. */
static void take(float *out, const float *probs, int n, int most, float enough)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        out[i] = OUT;
    for (int taken = 0; taken < most && taken < n; taken++) {
        const int at = best(out, probs, n);

        out[at] = probs[at];
        sum += probs[at];
        if (sum >= enough)
            break;
    }
    for (int i = 0; i < n; i++)
        out[i] = out[i] < 0.0f ? 0.0f : out[i] / sum;
}

void top_k(float *out, const float *probs, int n, int k)
{
    take(out, probs, n, k, 2.0f); /* a sum that is never reached */
}

void top_p(float *out, const float *probs, int n, float p)
{
    take(out, probs, n, n, p);
}
