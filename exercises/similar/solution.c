/* similar.c: the neighbours of a word. */
#include <math.h>

#include "similar.h"

static float dot(const float *a, const float *b, int n)
{
    float sum = 0.0f;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static float cosine(const float *a, const float *b, int n)
{
    const float lengths = sqrtf(dot(a, a, n)) * sqrtf(dot(b, b, n));

    return lengths > 0.0f ? dot(a, b, n) / lengths : 0.0f;
}

int similar(int *found, float *score, const float *table, int words, int n,
            int word, int k)
{
    int count = 0;

    for (int w = 0; w < words; w++) {
        const float c = cosine(table + w * n, table + word * n, n);
        int at = count; /* where w goes; what is less alike moves back */

        if (w == word)
            continue;
        for (; at > 0 && score[at - 1] < c; at--) {
            if (at < k) {
                found[at] = found[at - 1];
                score[at] = score[at - 1];
            }
        }
        if (at < k) {
            found[at] = w;
            score[at] = c;
        }
        if (count < k)
            count++;
    }
    return count;
}
