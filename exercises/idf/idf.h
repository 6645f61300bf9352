/* idf.h: what words are worth, and documents for a query.
 * Shapes: start has docs + 1 numbers, the first 0; ids has start[docs]; idf has
 *     vocab, score has docs, query has words. docs >= 1, vocab >= 1, words >=
 * 0. Source: Sparck Jones 1972; the engine's own stands in
 * engine/model/tfidf.c. */
#ifndef IDF_H
#define IDF_H

struct idf_docs {
    const int *ids;   /* the words of all documents, one behind the other */
    const int *start; /* document d is ids[start[d]] .. ids[start[d + 1] - 1] */
    int docs;
    int vocab;
};

void idf_weigh(float *idf, float *score, const struct idf_docs *d,
               const int *query, int words);

#endif
