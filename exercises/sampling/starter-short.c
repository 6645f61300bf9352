/* sampling.c, the ten-minute version: put code in place of every BLANK. */
#include "sampling.h"

#define BLANK 0

/* The most likely token with out < 0, which means "not taken"; or -1. */
static int best(const float *out, const float *probs, int n)
{
    int at = -1;

    for (int i = 0; i < n; i++)
        if (out[i] < 0.0f && (at < 0 || probs[i] > BLANK))
            at = i;
    return at;
}

static void finish(float *out, int n, float sum)
{
    for (int i = 0; i < n; i++)
        out[i] = out[i] < 0.0f ? 0.0f : out[i] / sum;
}

/* Takes at most `most` tokens, until their sum is at least `enough`. */
static void take(float *out, const float *probs, int n, int most, float enough)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        out[i] = -1.0f;
    for (int taken = 0; taken < most && taken < n; taken++) {
        const int at = best(out, probs, n);

        out[at] = probs[at];
        sum += BLANK;
        if (sum >= enough)
            break;
    }
    finish(out, n, sum);
}

void top_k(float *out, const float *probs, int n, int k)
{
    take(out, probs, n, k, 2.0f);
}

void top_p(float *out, const float *probs, int n, float p)
{
    take(out, probs, n, n, p);
}
