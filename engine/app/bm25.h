#ifndef ENGINE_APP_BM25_H
#define ENGINE_APP_BM25_H

#include <stdint.h>

#include "engine/app/nearest.h"
#include "engine/base/status.h"

/*
 * bm25.h - how well a document answers a query by the words they share: rare
 * words count more, repetition counts less and less, and a long document has
 * to say a word more often.
 *
 *     sum over words w of the query:
 *     idf(w) tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length))
 *     idf(w) = ln((docs - df + 0.5) / (df + 0.5)), at least 1e-6
 *
 * The least keeps a word that most documents have from counting against them;
 * it is the one that SQLite's FTS5 has, so that scores can be compared.
 * Source: Robertson and Zaragoza 2009, section 3.
 */
struct bm25_settings {
    double k1, b; /* 1.2 and 0.75 are usual */
};

struct bm25; /* opaque */

/* Document d is ids[start[d] .. start[d + 1]), as in tfidf.h; the ids are
 * sorted and counted, not kept.
 * Errors: BAD_USAGE (no document, an id out of range, starts that fall, k1
 * below 0, b outside 0 .. 1), TOO_BIG, NO_MEMORY. Owner: the caller,
 * bm25_free(). */
struct status bm25_new(struct bm25 **out, const int32_t *ids,
                       const int64_t *start, int32_t docs, int32_t vocab,
                       const struct bm25_settings *s);
void bm25_free(struct bm25 *r);

double bm25_idf(const struct bm25 *r, int32_t word);

/* One document's score. Words below 0 stand in none. */
double bm25_score(const struct bm25 *r, const int32_t *query, int words,
                  int32_t doc);

/* hits[k], best first, id -1 where no more share a word. A word counts as
 * often as it stands in the query. Errors: NO_MEMORY. */
struct status bm25_search(const struct bm25 *r, const int32_t *query, int words,
                          int k, struct nearest_hit *hits);

#endif
