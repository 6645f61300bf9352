/* idf.c: what words are worth, and documents for a query. */
#include <math.h>

#include "idf.h"

void idf_weigh(float *idf, float *score, const struct idf_docs *d,
               const int *query, int words)
{
    for (int w = 0; w < d->vocab; w++) {
        /* 1. In how many documents does w stand? And so, what is it worth? */
        idf[w] = -1.0f;
    }
    for (int doc = 0; doc < d->docs; doc++) {
        /* 2. How often do the words of the query stand there? */
        score[doc] = 0.0f;
    }
    (void)query, (void)words; /* delete this line once you use them */
}
