/* cosine-search.h: the documents most like a query.
 * Shapes: docs is [rows, n], row after row; q has n numbers; found and score
 *     have room for k; rows >= 0, n >= 1, k >= 0. The arrays do not overlap.
 * Source: Manning, Raghavan and Schuetze 2008, section 6.3. */
#ifndef COSINE_SEARCH_H
#define COSINE_SEARCH_H

int search_top(int *found, float *score, const float *q, const float *docs,
               int rows, int n, int k);

#endif
