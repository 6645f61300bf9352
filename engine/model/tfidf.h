#ifndef ENGINE_MODEL_TFIDF_H
#define ENGINE_MODEL_TFIDF_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/kernels/stead.h"

/*
 * tfidf.h - documents as bags of words: how often each word stands in each,
 * and how much that says.
 *
 * The weight of a word in a document is tf idf: how often it stands there,
 * times ln(documents / documents that have it). A word that all have weighs
 * nothing. Of plain bags the weight is the count alone. Two bags are alike by
 * the cosine of their weights; the order of words plays no part. Source: Sparck
 * Jones 1972; Salton and Buckley 1988 (there as "nfx" without the halving of
 * tf).
 */
struct tfidf; /* opaque */

struct tfidf_term {
    int32_t word;
    int32_t count; /* tf */
    double weight; /* tf idf */
};

struct tfidf_hit {
    int32_t doc;
    double cosine; /* 0 .. 1 */
};

/* Document d is ids[start[d] .. start[d + 1]); there are docs + 1 starts, the
 * first 0, rising. A document may be empty.
 * `plain`: weights are counts.
 * Errors: BAD_USAGE (no document, vocab below 1, an id out of range, starts
 * that fall), TOO_BIG, NO_MEMORY. Owner: the caller, tfidf_free(). */
struct status tfidf_new(struct tfidf **out, const int32_t *ids,
                        const int64_t *start, int32_t docs, int32_t vocab,
                        bool plain);
/* With idf by `stead`, or by us for NULL. */
struct status tfidf_new_by(struct tfidf **out, const int32_t *ids,
                           const int64_t *start, int32_t docs, int32_t vocab,
                           bool plain, const struct stead *stead);
void tfidf_free(struct tfidf *t);

int32_t tfidf_docs(const struct tfidf *t);
int32_t tfidf_vocab(const struct tfidf *t);
/* In how many documents a word stands, and what that makes it worth: 0 for a
 * word that is in none. */
int32_t tfidf_frequency(const struct tfidf *t, int32_t word);
double tfidf_idf(const struct tfidf *t, int32_t word);

/* The different words of a document, by number; *n says how many. Borrowed. */
const struct tfidf_term *tfidf_terms(const struct tfidf *t, int32_t doc,
                                     int32_t *n);
/* How often `word` stands in `doc`. */
int32_t tfidf_count(const struct tfidf *t, int32_t doc, int32_t word);

/* The cosine of two documents; 0 where one of them weighs nothing. */
double tfidf_alike(const struct tfidf *t, int32_t a, int32_t b);

/* The `room` documents nearest to a bag of `n` words, nearest first, equals by
 * number; those that share nothing of weight with it are left out. *hits says
 * how many there are. Errors: NO_MEMORY, BAD_USAGE (an id out of range). */
struct status tfidf_search(const struct tfidf *t, const int32_t *ids, int64_t n,
                           struct tfidf_hit *hit, int room, int *hits);

#endif
