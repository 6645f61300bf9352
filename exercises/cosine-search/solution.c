/* cosine-search.c: the documents most like a query. */
#include <math.h>

#include "cosine-search.h"

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

int search_top(int *found, float *score, const float *q, const float *docs,
               int rows, int n, int k)
{
    int count = 0;

    for (int r = 0; r < rows; r++) {
        const float c = cosine(q, docs + r * n, n);
        int at = count;

        /* Worse ones move a place down; the last one of k falls out. */
        for (; at > 0 && score[at - 1] < c; at--) {
            if (at < k) {
                score[at] = score[at - 1];
                found[at] = found[at - 1];
            }
        }
        if (at < k) {
            score[at] = c;
            found[at] = r;
            count += count < k;
        }
    }
    return count;
}
