#include "engine/model/tfidf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bags lie behind one another, each in the order of its words. */
struct tfidf {
    int32_t docs, vocab;
    bool plain;
    struct tfidf_term *term;
    int64_t *first; /* [docs + 1] into term */
    int32_t *frequency;
    float *idf;     /* [vocab] of another, or NULL */
    double *length; /* [docs]: of the weights */
};

static int by_word(const void *a, const void *b)
{
    const struct tfidf_term *x = a, *y = b;

    return (x->word > y->word) - (x->word < y->word);
}

/* Words with a count of 1 each become a bag; how many different there are. */
static int64_t gather(struct tfidf_term *term, int64_t n)
{
    int64_t kept = 0;

    qsort(term, (size_t)n, sizeof *term, by_word);
    for (int64_t i = 0; i < n; i++) {
        if (kept && term[kept - 1].word == term[i].word)
            term[kept - 1].count++;
        else
            term[kept++] = term[i];
    }
    return kept;
}

/* Gives the words of a bag their weights; the bag's length. */
static double weigh(const struct tfidf *t, struct tfidf_term *term, int64_t n)
{
    double square = 0.0;

    for (int64_t i = 0; i < n; i++) {
        term[i].weight =
            term[i].count * (t->plain ? 1.0 : tfidf_idf(t, term[i].word));
        square += term[i].weight * term[i].weight;
    }
    return sqrt(square);
}

static struct status check_ids(const int32_t *ids, int64_t n, int32_t vocab)
{
    for (int64_t i = 0; i < n; i++) {
        if (ids[i] < 0 || ids[i] >= vocab) {
            return status_fail(STATUS_BAD_USAGE,
                               "word %lld is %d, the vocabulary has %d",
                               (long long)i, (int)ids[i], (int)vocab);
        }
    }
    return STATUS_OK;
}

static struct status check(const int32_t *ids, const int64_t *start,
                           int32_t docs, int32_t vocab)
{
    if (docs < 1 || vocab < 1)
        return status_fail(STATUS_BAD_USAGE,
                           "%d documents of a vocabulary of %d: there must be "
                           "one at least",
                           (int)docs, (int)vocab);
    if (start[0] != 0)
        return status_fail(STATUS_BAD_USAGE, "document 0 starts at %lld",
                           (long long)start[0]);
    for (int32_t d = 0; d < docs; d++) {
        if (start[d + 1] < start[d])
            return status_fail(STATUS_BAD_USAGE,
                               "document %d ends before it starts", (int)d);
    }
    if (start[docs] > INT32_MAX)
        return status_fail(STATUS_TOO_BIG, "documents of %lld words",
                           (long long)start[docs]);
    return check_ids(ids, start[docs], vocab);
}

/* Another's idf; where it fails, and that is theirs to tell, ours stays. */
static void ask_idf(struct tfidf *t, const int32_t *ids, const int64_t *start,
                    const struct stead *stead)
{
    int32_t *from = malloc(((size_t)t->docs + 1) * sizeof *from);

    t->idf = malloc((size_t)t->vocab * sizeof *t->idf);
    for (int32_t d = 0; d <= t->docs && from; d++)
        from[d] = (int32_t)start[d];
    if (!from || !t->idf || !stead->idf(t->idf, ids, from, t->docs, t->vocab)) {
        free(t->idf);
        t->idf = NULL;
    }
    free(from);
}

static void fill(struct tfidf *t, const int32_t *ids, const int64_t *start)
{
    int64_t at = 0;

    for (int32_t d = 0; d < t->docs; d++) {
        struct tfidf_term *term = t->term + at;

        t->first[d] = at;
        for (int64_t i = start[d]; i < start[d + 1]; i++)
            term[i - start[d]] = (struct tfidf_term){ids[i], 1, 0.0};
        const int64_t n = gather(term, start[d + 1] - start[d]);
        for (int64_t i = 0; i < n; i++)
            t->frequency[term[i].word]++;
        at += n;
    }
    t->first[t->docs] = at;
    for (int32_t d = 0; d < t->docs; d++)
        t->length[d] =
            weigh(t, t->term + t->first[d], t->first[d + 1] - t->first[d]);
}

struct status tfidf_new(struct tfidf **out, const int32_t *ids,
                        const int64_t *start, int32_t docs, int32_t vocab,
                        bool plain)
{
    return tfidf_new_by(out, ids, start, docs, vocab, plain, NULL);
}

struct status tfidf_new_by(struct tfidf **out, const int32_t *ids,
                           const int64_t *start, int32_t docs, int32_t vocab,
                           bool plain, const struct stead *stead)
{
    *out = NULL;
    STATUS_TRY(check(ids, start, docs, vocab));
    const size_t words = (size_t)start[docs] + 1;
    struct tfidf *t = calloc(1, sizeof *t);

    if (t) {
        *t = (struct tfidf){
            .docs = docs,
            .vocab = vocab,
            .plain = plain,
            .term = malloc(words * sizeof *t->term),
            .first = malloc(((size_t)docs + 1) * sizeof *t->first),
            .frequency = calloc((size_t)vocab, sizeof *t->frequency),
            .length = malloc((size_t)docs * sizeof *t->length)};
    }
    if (!t || !t->term || !t->first || !t->frequency || !t->length) {
        tfidf_free(t);
        return status_fail(STATUS_NO_MEMORY, "no memory for bags of words");
    }
    if (!plain && stead && stead->idf)
        ask_idf(t, ids, start, stead);
    fill(t, ids, start);
    *out = t;
    return STATUS_OK;
}

void tfidf_free(struct tfidf *t)
{
    if (!t)
        return;
    free(t->term);
    free(t->first);
    free(t->frequency);
    free(t->idf);
    free(t->length);
    free(t);
}

int32_t tfidf_docs(const struct tfidf *t)
{
    return t->docs;
}

int32_t tfidf_vocab(const struct tfidf *t)
{
    return t->vocab;
}

int32_t tfidf_frequency(const struct tfidf *t, int32_t word)
{
    return t->frequency[word];
}

double tfidf_idf(const struct tfidf *t, int32_t word)
{
    const int32_t in = t->frequency[word];

    if (t->idf)
        return (double)t->idf[word];
    return in ? log((double)t->docs / in) : 0.0;
}

const struct tfidf_term *tfidf_terms(const struct tfidf *t, int32_t doc,
                                     int32_t *n)
{
    *n = (int32_t)(t->first[doc + 1] - t->first[doc]);
    return t->term + t->first[doc];
}

int32_t tfidf_count(const struct tfidf *t, int32_t doc, int32_t word)
{
    int32_t n;
    const struct tfidf_term *term = tfidf_terms(t, doc, &n);
    const struct tfidf_term wanted = {.word = word};
    const struct tfidf_term *found =
        n ? bsearch(&wanted, term, (size_t)n, sizeof *term, by_word) : NULL;

    return found ? found->count : 0;
}

/* Both in the order of their words. */
static double product(const struct tfidf_term *a, int64_t na,
                      const struct tfidf_term *b, int64_t nb)
{
    double sum = 0.0;

    for (int64_t i = 0, j = 0; i < na && j < nb;) {
        if (a[i].word == b[j].word)
            sum += a[i++].weight * b[j++].weight;
        else if (a[i].word < b[j].word)
            i++;
        else
            j++;
    }
    return sum;
}

static double cosine(const struct tfidf *t, int32_t doc,
                     const struct tfidf_term *bag, int64_t n, double length)
{
    int32_t terms;
    const struct tfidf_term *term = tfidf_terms(t, doc, &terms);
    const double both = length * t->length[doc];

    return both > 0.0 ? product(term, terms, bag, n) / both : 0.0;
}

double tfidf_alike(const struct tfidf *t, int32_t a, int32_t b)
{
    int32_t n;
    const struct tfidf_term *term = tfidf_terms(t, b, &n);

    return cosine(t, a, term, n, t->length[b]);
}

struct status tfidf_search(const struct tfidf *t, const int32_t *ids, int64_t n,
                           struct tfidf_hit *hit, int room, int *hits)
{
    *hits = 0;
    STATUS_TRY(check_ids(ids, n, t->vocab));
    struct tfidf_term *bag = malloc(((size_t)n + 1) * sizeof *bag);

    if (!bag)
        return status_fail(STATUS_NO_MEMORY, "no memory for a question");
    for (int64_t i = 0; i < n; i++)
        bag[i] = (struct tfidf_term){ids[i], 1, 0.0};
    n = gather(bag, n);
    const double length = weigh(t, bag, n);
    for (int32_t d = 0; d < t->docs; d++) {
        const double c = cosine(t, d, bag, n, length);

        if (!(c > 0.0) ||
            (*hits == room && (room == 0 || c <= hit[room - 1].cosine)))
            continue;
        int at = *hits < room ? (*hits)++ : room - 1;
        for (; at > 0 && hit[at - 1].cosine < c; at--)
            hit[at] = hit[at - 1];
        hit[at] = (struct tfidf_hit){d, c};
    }
    free(bag);
    return STATUS_OK;
}
