#include "engine/app/bm25.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* For each word the documents that have it, and how often. */
struct post {
    int32_t doc, count;
};

struct bm25 {
    struct bm25_settings s;
    int32_t docs, vocab;
    double mean;
    int32_t *length; /* [docs] */
    int64_t *first;  /* [vocab + 1], into posts */
    struct post *posts;
};

static struct status check(const int32_t *ids, const int64_t *start,
                           int32_t docs, int32_t vocab,
                           const struct bm25_settings *s)
{
    if (docs < 1 || vocab < 1 || start[0] != 0)
        return status_fail(STATUS_BAD_USAGE, "bm25: %d documents of %d words",
                           docs, vocab);
    if (!(s->k1 >= 0.0 && s->k1 < 1e6 && s->b >= 0.0 && s->b <= 1.0))
        return status_fail(STATUS_BAD_USAGE,
                           "bm25: k1 is %g and b is %g, but k1 >= 0 and "
                           "0 <= b <= 1",
                           s->k1, s->b);
    for (int32_t d = 0; d < docs; d++) {
        if (start[d + 1] < start[d])
            return status_fail(STATUS_BAD_USAGE,
                               "bm25: document %d is shorter "
                               "than nothing",
                               d);
        if (start[d + 1] - start[d] > INT32_MAX)
            return status_fail(STATUS_TOO_BIG, "bm25: document %d is too long",
                               d);
        for (int64_t i = start[d]; i < start[d + 1]; i++)
            if (ids[i] < 0 || ids[i] >= vocab)
                return status_fail(STATUS_BAD_USAGE,
                                   "bm25: word %d of document %d is none of %d",
                                   ids[i], d, vocab);
    }
    return STATUS_OK;
}

/* Documents come in order, so a word's last post is that of this document or
 * of one before it. */
static void fill(struct bm25 *r, const int32_t *ids, const int64_t *start,
                 int64_t *used)
{
    for (int32_t d = 0; d < r->docs; d++) {
        r->length[d] = (int32_t)(start[d + 1] - start[d]);
        for (int64_t i = start[d]; i < start[d + 1]; i++) {
            struct post *p = r->posts + r->first[ids[i]];
            int64_t *n = &used[ids[i]];

            if (*n && p[*n - 1].doc == d)
                p[*n - 1].count++;
            else
                p[(*n)++] = (struct post){d, 1};
        }
    }
}

/* Room for every word that stands, then the gaps that repeats leave are
 * closed. */
static struct status build(struct bm25 *r, const int32_t *ids,
                           const int64_t *start)
{
    const int64_t n = start[r->docs];
    int64_t *used = calloc((size_t)r->vocab, sizeof *used);

    r->length = calloc((size_t)r->docs, sizeof *r->length);
    r->first = calloc((size_t)r->vocab + 1, sizeof *r->first);
    r->posts = reallocarray(NULL, (size_t)n + 1, sizeof *r->posts);
    if (!used || !r->length || !r->first || !r->posts) {
        free(used);
        return status_fail(STATUS_NO_MEMORY, "bm25: no room for %lld words",
                           (long long)n);
    }
    for (int64_t i = 0; i < n; i++)
        r->first[ids[i] + 1]++;
    for (int32_t w = 0; w < r->vocab; w++)
        r->first[w + 1] += r->first[w];
    fill(r, ids, start, used);
    int64_t at = 0;
    for (int32_t w = 0; w < r->vocab; w++) {
        const int64_t from = r->first[w];

        r->first[w] = at;
        for (int64_t i = 0; i < used[w]; i++)
            r->posts[at++] = r->posts[from + i];
    }
    r->first[r->vocab] = at;
    r->mean = (double)n / r->docs;
    free(used);
    return STATUS_OK;
}

struct status bm25_new(struct bm25 **out, const int32_t *ids,
                       const int64_t *start, int32_t docs, int32_t vocab,
                       const struct bm25_settings *s)
{
    *out = NULL;
    STATUS_TRY(check(ids, start, docs, vocab, s));
    struct bm25 *r = calloc(1, sizeof *r);
    if (!r)
        return status_fail(STATUS_NO_MEMORY, "bm25: no memory");
    r->s = *s;
    r->docs = docs;
    r->vocab = vocab;
    const struct status st = build(r, ids, start);
    if (st.code)
        bm25_free(r);
    else
        *out = r;
    return st;
}

void bm25_free(struct bm25 *r)
{
    if (!r)
        return;
    free(r->length);
    free(r->first);
    free(r->posts);
    free(r);
}

double bm25_idf(const struct bm25 *r, int32_t word)
{
    const double df = (double)(r->first[word + 1] - r->first[word]);

    return fmax(log((r->docs - df + 0.5) / (df + 0.5)), 1e-6);
}

static double part(const struct bm25 *r, double idf, const struct post *p)
{
    const double tf = p->count, k1 = r->s.k1, b = r->s.b;
    const double length = r->mean > 0.0 ? r->length[p->doc] / r->mean : 1.0;

    return idf * tf * (k1 + 1.0) / (tf + k1 * (1.0 - b + b * length));
}

static bool known(const struct bm25 *r, int32_t word)
{
    return word >= 0 && word < r->vocab;
}

double bm25_score(const struct bm25 *r, const int32_t *query, int words,
                  int32_t doc)
{
    double sum = 0.0;

    for (int i = 0; i < words; i++) {
        if (!known(r, query[i]))
            continue;
        int64_t low = r->first[query[i]], past = r->first[query[i] + 1];
        const int64_t end = past;

        while (low < past) {
            const int64_t middle = low + (past - low) / 2;

            if (r->posts[middle].doc < doc)
                low = middle + 1;
            else
                past = middle;
        }
        if (low < end && r->posts[low].doc == doc)
            sum += part(r, bm25_idf(r, query[i]), &r->posts[low]);
    }
    return sum;
}

struct status bm25_search(const struct bm25 *r, const int32_t *query, int words,
                          int k, struct nearest_hit *hits)
{
    double *score = calloc((size_t)r->docs, sizeof *score);
    struct nearest best = nearest_over(hits, k);

    if (!score)
        return status_fail(STATUS_NO_MEMORY, "bm25: no room for the scores");
    for (int i = 0; i < words; i++) {
        if (!known(r, query[i]))
            continue;
        const double idf = bm25_idf(r, query[i]);

        for (int64_t p = r->first[query[i]]; p < r->first[query[i] + 1]; p++)
            score[r->posts[p].doc] += part(r, idf, &r->posts[p]);
    }
    for (int32_t d = 0; d < r->docs; d++)
        if (score[d] > 0.0)
            nearest_offer(&best, (float)score[d], d);
    free(score);
    nearest_sort(&best);
    for (int i = best.n; i < k; i++)
        hits[i] = (struct nearest_hit){-INFINITY, -1};
    return STATUS_OK;
}
