#ifndef ENGINE_MODEL_NGRAM_H
#define ENGINE_MODEL_NGRAM_H

#include <stdint.h>

#include "engine/base/status.h"
#include "engine/kernels/stead.h"
#include "engine/model/ways.h"

/*
 * ngram.h - the language model that only counts: how often did this token
 * follow these?
 *
 * One store of all n-grams of a text up to an order; how the counts become
 * probabilities is asked anew each time, so that the ways can be compared.
 * Source: Jelinek and Mercer 1980 (interpolation); Kneser and Ney 1995; Chen
 * and Goodman 1998, "An Empirical Study of Smoothing Techniques for Language
 * Modeling", section 3.
 */
enum { NGRAM_ORDER = 5 };

enum ngram_kind {
    NGRAM_ADD,          /* (c + by) / (total + by vocab) */
    NGRAM_INTERPOLATED, /* by c / total + (1 - by) of one order less */
    NGRAM_KNESER_NEY    /* interpolated, absolute discount; `by` unused */
};

/* order 1 looks at no context, 2 at one token, ...; `by` > 0, of
 * interpolation below 1. */
struct ngram_way {
    enum ngram_kind kind;
    int order;
    double by;
    const struct stead *stead; /* may compute NGRAM_ADD; NULL: ours does */
};

struct ngram; /* opaque */

/* Counts all n-grams of `ids` (copied) up to `order`. n may be 0.
 * Errors: BAD_USAGE (order outside 1 .. NGRAM_ORDER, vocab below 1, an id
 * outside 0 .. vocab-1, which is named), TOO_BIG, NO_MEMORY.
 * Owner: the caller, ngram_free(). */
struct status ngram_new(struct ngram **out, const int32_t *ids, int64_t n,
                        int32_t vocab, int order);
void ngram_free(struct ngram *m);

int32_t ngram_vocab(const struct ngram *m);
/* How often `gram` of `n` tokens, 0 .. order, stands in the text; of n = 0 the
 * length of the text. How many different ones of n = 1 .. order there are. */
int64_t ngram_count(const struct ngram *m, const int32_t *gram, int n);
int64_t ngram_kinds(const struct ngram *m, int n);

/* Is the way one that `m` can go? BAD_USAGE says what is wrong. */
struct status ngram_check(const struct ngram *m, const struct ngram_way *way);

/* For a way that passed. `context` are the `n` tokens before; only the last
 * order - 1 count, and fewer are fine. Probabilities of one context sum to 1.
 */
double ngram_probability(const struct ngram *m, const struct ngram_way *way,
                         const int32_t *context, int64_t n, int32_t next);
/* Of every token: out [vocab]. */
void ngram_row(const struct ngram *m, const struct ngram_way *way,
               const int32_t *context, int64_t n, double *out);
/* Mean -log probability of ids from .. n-1 in nats; those before are context.
 */
double ngram_loss(const struct ngram *m, const struct ngram_way *way,
                  const int32_t *ids, int64_t from, int64_t n);

/* At most `most` ways on from a context, of which there may be none. Owner: the
 * caller, ways_free(). Errors: BAD_USAGE (a way that `m` cannot go, too many
 * of them), NO_MEMORY. */
struct status ngram_ways(struct ways *out, const struct ngram *m,
                         const struct ngram_way *way, const int32_t *context,
                         int64_t n, int most);

#endif
