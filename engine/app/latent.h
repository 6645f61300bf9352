#ifndef ENGINE_APP_LATENT_H
#define ENGINE_APP_LATENT_H

#include <stdint.h>

#include "engine/base/status.h"
#include "engine/core/hook.h"

/*
 * latent.h - latent semantic analysis: words that stand in the same passages
 * become vectors that point the same way, so that a question can meet a
 * passage with which it shares no word.
 *
 * The rows are the right singular vectors of the weighted table of passages and
 * words, cut to `width`, each times the idf of its word. A text's vector is the
 * sum of (1 + ln tf) times the rows of its words, scaled to length 1.
 * Source: Deerwester et al. 1990; the singular vectors by a random start and
 * three rounds of power iteration, Halko, Martinsson and Tropp 2011.
 */
struct latent_entry {
    int32_t doc, count;
};

/* Word t stands in entry[first[t]] .. entry[first[t + 1] - 1], rising docs. */
struct latent_bags {
    int32_t docs, words;
    const int64_t *first;
    const struct latent_entry *entry;
};

enum { LATENT_WIDTH_MOST = 512 };

/* rows [words, width]; a pair of equal (bags, width, seed) gives equal rows.
 * Where the bags have less than `width` directions, the rest is 0.
 * Errors: BAD_USAGE (a width outside 1 .. LATENT_WIDTH_MOST, no document or
 * word), NO_MEMORY, CANCELLED (`hook`, may be NULL). */
struct status latent_fit(float *rows, const struct latent_bags *b, int width,
                         uint64_t seed, const struct hook *hook);

/* out [docs, width], of length 1; a document without known words stays 0. */
void latent_documents(float *out, const struct latent_bags *b,
                      const float *rows, int width);

/* Adds what `count` times a word of `row` says to a text's sum, and ends one.
 */
void latent_add(float *sum, const float *row, int count, int width);
void latent_end(float *sum, int width);

#endif
