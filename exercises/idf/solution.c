/* idf.c: what words are worth, and documents for a query. */
#include <math.h>

#include "idf.h"

/* How often a word stands in document `doc`. */
static int count(const struct idf_docs *d, int doc, int word)
{
    int times = 0;

    for (int i = d->start[doc]; i < d->start[doc + 1]; i++)
        times += d->ids[i] == word;
    return times;
}

void idf_weigh(float *idf, float *score, const struct idf_docs *d,
               const int *query, int words)
{
    for (int w = 0; w < d->vocab; w++) {
        int df = 0;

        for (int doc = 0; doc < d->docs; doc++)
            df += count(d, doc, w) > 0;
        idf[w] = df > 0 ? logf((float)d->docs / (float)df) : 0.0f;
    }
    for (int doc = 0; doc < d->docs; doc++) {
        score[doc] = 0.0f;
        for (int i = 0; i < words; i++)
            score[doc] += (float)count(d, doc, query[i]) * idf[query[i]];
    }
}
