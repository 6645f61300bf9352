/* cosine-search.c: the documents most like a query. */
#include <math.h>

#include "cosine-search.h"

int search_top(int *found, float *score, const float *q, const float *docs,
               int rows, int n, int k)
{
    int count = 0;

    /* For each row: its cosine, and its place among the best so far. */
    (void)found, (void)score, (void)q, (void)docs; /* goes once you use them */
    (void)rows, (void)n, (void)k;
    return count;
}
