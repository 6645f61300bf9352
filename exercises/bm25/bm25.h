/* bm25.h: how well a document matches a query.
 * Shapes: query has words numbers, doc has length, frequency has one for each
 *     word of the vocabulary; words >= 0, length >= 0, average > 0.
 * Source: Robertson and Zaragoza 2009, section 3. */
#ifndef BM25_H
#define BM25_H

struct bm25 {
    const int *frequency; /* in how many documents each word stands */
    int docs;             /* how many documents there are */
    float average;        /* their mean length */
    float k1, b;
};

float bm25_score(const struct bm25 *s, const int *query, int words,
                 const int *doc, int length);

#endif
