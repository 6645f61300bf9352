#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/ngram_store.h"

enum { FIRST_ROOM = 1024 };

static uint64_t hash_of(const int32_t *gram, int n)
{
    uint64_t h = 0x9e3779b97f4a7c15u;

    for (int i = 0; i < n; i++) {
        h = (h ^ (uint32_t)gram[i]) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    return h;
}

/* Its place in the table, or the empty one where it would go. */
static struct ngram_gram *place_of(const struct ngram *m,
                                   const struct ngram_table *t,
                                   const int32_t *gram, int n)
{
    size_t i = (size_t)hash_of(gram, n) & (t->room - 1);

    while (t->gram[i].at && memcmp(m->ids + t->gram[i].at - 1, gram,
                                   (size_t)n * sizeof *gram) != 0)
        i = (i + 1) & (t->room - 1);
    return &t->gram[i];
}

const struct ngram_gram *ngram_store_find(const struct ngram *m,
                                          const int32_t *gram, int n)
{
    return n == 0 ? &m->nothing : place_of(m, &m->table[n - 1], gram, n);
}

static struct ngram_gram *known(struct ngram *m, int64_t at, int n)
{
    return n == 0 ? &m->nothing : place_of(m, &m->table[n - 1], m->ids + at, n);
}

static bool grow(struct ngram *m, int n)
{
    struct ngram_table *t = &m->table[n - 1];
    struct ngram_table more = {.room = t->room ? 2 * t->room : FIRST_ROOM,
                               .used = t->used};

    more.gram = calloc(more.room, sizeof *more.gram);
    if (!more.gram)
        return false;
    for (size_t i = 0; i < t->room; i++) {
        if (t->gram[i].at)
            *place_of(m, &more, m->ids + t->gram[i].at - 1, n) = t->gram[i];
    }
    free(t->gram);
    *t = more;
    return true;
}

/* One more of the n tokens at `at`; its neighbours hear of a new one. */
static bool count_one(struct ngram *m, int64_t at, int n)
{
    struct ngram_table *t = &m->table[n - 1];

    if (2 * (t->used + 1) > t->room && !grow(m, n))
        return false;
    struct ngram_gram *g = place_of(m, t, m->ids + at, n);
    if (!g->at) {
        g->at = (int32_t)at + 1;
        t->used++;
        known(m, at, n - 1)->right++;
        known(m, at + 1, n - 1)->left++;
    }
    g->count++;
    g->followed++;
    return true;
}

/* With all of one order counted: what those one shorter need to know. */
static void hand_down(struct ngram *m, int n)
{
    const struct ngram_table *t = &m->table[n - 1];

    for (size_t i = 0; i < t->room; i++) {
        const struct ngram_gram *g = &t->gram[i];

        if (!g->at || g->left == 0)
            continue;
        struct ngram_gram *prefix = known(m, g->at - 1, n - 1);
        prefix->spread += g->left;
        prefix->heirs++;
    }
}

/* n1 / (n1 + 2 n2), from how many n-grams have a count of 1 and of 2; too few
 * to tell is one half. */
static double discount_of(const struct ngram_table *t, bool before)
{
    double n1 = 0.0, n2 = 0.0;

    for (size_t i = 0; i < t->room; i++) {
        const int32_t c = before ? t->gram[i].left : t->gram[i].count;

        n1 += c == 1;
        n2 += c == 2;
    }
    return n1 > 0.0 && n2 > 0.0 ? n1 / (n1 + 2.0 * n2) : 0.5;
}

static bool count_all(struct ngram *m)
{
    m->nothing =
        (struct ngram_gram){.count = (int32_t)m->n, .followed = (int32_t)m->n};
    for (int n = 1; n <= m->order; n++) {
        if (!grow(m, n))
            return false;
        for (int64_t at = 0; at + n <= m->n; at++)
            if (!count_one(m, at, n))
                return false;
        if (n <= m->n)
            known(m, m->n - n, n)->followed--;
    }
    for (int n = 1; n <= m->order; n++) {
        hand_down(m, n);
        m->discount[n - 1][0] = discount_of(&m->table[n - 1], false);
        m->discount[n - 1][1] = discount_of(&m->table[n - 1], true);
    }
    return true;
}

static struct status check_text(const int32_t *ids, int64_t n, int32_t vocab,
                                int order)
{
    if (order < 1 || order > NGRAM_ORDER) {
        return status_fail(STATUS_BAD_USAGE,
                           "n-grams of order 1 to %d are counted, not %d",
                           NGRAM_ORDER, order);
    }
    if (vocab < 1)
        return status_fail(STATUS_BAD_USAGE, "the vocabulary is empty");
    if (n < 0 || n >= INT32_MAX) {
        return status_fail(STATUS_TOO_BIG, "%lld tokens are too many to count",
                           (long long)n);
    }
    for (int64_t i = 0; i < n; i++) {
        if (ids[i] < 0 || ids[i] >= vocab) {
            return status_fail(STATUS_BAD_USAGE,
                               "token %lld is %d, the vocabulary has %d",
                               (long long)i, (int)ids[i], (int)vocab);
        }
    }
    return STATUS_OK;
}

struct status ngram_new(struct ngram **out, const int32_t *ids, int64_t n,
                        int32_t vocab, int order)
{
    *out = NULL;
    STATUS_TRY(check_text(ids, n, vocab, order));
    struct ngram *m = calloc(1, sizeof *m);
    int32_t *copy = malloc((size_t)(n + 1) * sizeof *copy);

    if (m)
        *m =
            (struct ngram){.ids = copy, .n = n, .vocab = vocab, .order = order};
    if (m && copy && n > 0)
        memcpy(copy, ids, (size_t)n * sizeof *copy);
    if (!m || !copy || !count_all(m)) {
        if (m)
            ngram_free(m);
        else
            free(copy);
        return status_fail(STATUS_NO_MEMORY,
                           "no memory for the n-grams of %lld tokens",
                           (long long)n);
    }
    *out = m;
    return STATUS_OK;
}

void ngram_free(struct ngram *m)
{
    if (!m)
        return;
    for (int n = 0; n < NGRAM_ORDER; n++)
        free(m->table[n].gram);
    free(m->ids);
    free(m);
}

int32_t ngram_vocab(const struct ngram *m)
{
    return m->vocab;
}

int64_t ngram_count(const struct ngram *m, const int32_t *gram, int n)
{
    return ngram_store_find(m, gram, n)->count;
}

int64_t ngram_kinds(const struct ngram *m, int n)
{
    return (int64_t)m->table[n - 1].used;
}
