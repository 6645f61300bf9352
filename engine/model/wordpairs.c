#include "engine/model/wordpairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"

enum { STREAM_PAIRS = 11, FIRST_ROOM = 1 << 16 };

/* Two words and how often they stand together. */
struct both {
    int32_t word, other;
    float count;
};

struct wordpairs {
    struct wordvec_settings set;
    int32_t *ids;
    int64_t n;
    int32_t vocab;
    double *below; /* [vocab]: share of all draws up to and with this word */
    struct both *both;
    int64_t boths;
};

static int by_words(const void *a, const void *b)
{
    const struct both *x = a, *y = b;

    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return (x->other > y->other) - (x->other < y->other);
}

/* Equal neighbours of a sorted list become one. */
static int64_t merge(struct both *list, int64_t n)
{
    int64_t kept = 0;

    for (int64_t i = 0; i < n; i++) {
        if (kept && by_words(&list[kept - 1], &list[i]) == 0)
            list[kept - 1].count += list[i].count;
        else
            list[kept++] = list[i];
    }
    return kept;
}

/* A full list is merged; one that stays more than half full is doubled. */
static bool make_room(struct wordpairs *p, int64_t *room)
{
    if (p->boths + 2 <= *room)
        return true;
    qsort(p->both, (size_t)p->boths, sizeof *p->both, by_words);
    p->boths = merge(p->both, p->boths);
    if (p->boths <= *room / 2)
        return true;
    struct both *more = realloc(p->both, (size_t)*room * 2 * sizeof *more);

    if (!more)
        return false;
    p->both = more;
    *room *= 2;
    return true;
}

/* All pairs of places within the window. Memory follows the different pairs,
 * not the text. */
static bool count_both(struct wordpairs *p)
{
    int64_t room = FIRST_ROOM;

    p->both = malloc((size_t)room * sizeof *p->both);
    if (!p->both)
        return false;
    for (int64_t i = 0; i < p->n; i++) {
        for (int64_t d = 1; d <= p->set.window && i + d < p->n; d++) {
            const int32_t a = p->ids[i], b = p->ids[i + d];
            const float near = 1.0f / (float)d;

            if (!make_room(p, &room))
                return false;
            p->both[p->boths++] = (struct both){a, b, near};
            p->both[p->boths++] = (struct both){b, a, near};
        }
    }
    qsort(p->both, (size_t)p->boths, sizeof *p->both, by_words);
    p->boths = merge(p->both, p->boths);
    return true;
}

static void share_out(struct wordpairs *p)
{
    double sum = 0.0;

    memset(p->below, 0, (size_t)p->vocab * sizeof *p->below);
    for (int64_t i = 0; i < p->n; i++)
        p->below[p->ids[i]] += 1.0;
    for (int32_t w = 0; w < p->vocab; w++) {
        if (p->below[w] > 0.0)
            sum += pow(p->below[w], p->set.power);
        p->below[w] = sum;
    }
    for (int32_t w = 0; w < p->vocab; w++)
        p->below[w] /= sum;
}

static struct status check(const int32_t *ids, int64_t n, int32_t vocab)
{
    if (vocab < 2 || n < 2) {
        return status_fail(STATUS_BAD_USAGE,
                           "%lld words out of %d make no pair to learn from",
                           (long long)n, (int)vocab);
    }
    if (n > INT32_MAX)
        return status_fail(STATUS_TOO_BIG, "%lld words", (long long)n);
    for (int64_t i = 0; i < n; i++) {
        if (ids[i] < 0 || ids[i] >= vocab) {
            return status_fail(STATUS_BAD_USAGE,
                               "word %lld is %d, the vocabulary has %d",
                               (long long)i, (int)ids[i], (int)vocab);
        }
    }
    return STATUS_OK;
}

struct status wordpairs_new(struct wordpairs **out, const int32_t *ids,
                            int64_t n, int32_t vocab,
                            const struct wordvec_settings *s)
{
    *out = NULL;
    STATUS_TRY(check(ids, n, vocab));
    struct wordpairs *p = calloc(1, sizeof *p);

    if (p) {
        *p = (struct wordpairs){.set = *s,
                                .ids = malloc((size_t)n * sizeof *p->ids),
                                .n = n,
                                .vocab = vocab,
                                .below =
                                    malloc((size_t)vocab * sizeof *p->below)};
    }
    if (!p || !p->ids || !p->below) {
        wordpairs_free(p);
        return status_fail(STATUS_NO_MEMORY, "no memory for a text of words");
    }
    memcpy(p->ids, ids, (size_t)n * sizeof *ids);
    share_out(p);
    if (s->kind == WORDVEC_GLOVE && !count_both(p)) {
        wordpairs_free(p);
        return status_fail(STATUS_NO_MEMORY, "no memory for pairs of words");
    }
    *out = p;
    return STATUS_OK;
}

void wordpairs_free(struct wordpairs *p)
{
    if (!p)
        return;
    free(p->ids);
    free(p->below);
    free(p->both);
    free(p);
}

int64_t wordpairs_count(const struct wordpairs *p)
{
    int64_t count = 0;

    if (p->set.kind == WORDVEC_GLOVE)
        return p->boths;
    for (int64_t d = 1; d <= p->set.window && d < p->n; d++)
        count += 2 * (p->n - d);
    return count;
}

/* The first word whose share reaches past `at`. */
static int32_t word_at(const struct wordpairs *p, double at)
{
    int32_t low = 0, high = p->vocab - 1;

    while (low < high) {
        const int32_t middle = low + (high - low) / 2;

        if (p->below[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static struct rng stream(const struct wordpairs *p, uint64_t step)
{
    return rng_make(p->set.seed, ((uint64_t)STREAM_PAIRS << 48) + step);
}

/* A neighbour of place i: no further than a distance of its own, so that near
 * ones come up more often. */
static int64_t neighbour(const struct wordpairs *p, int64_t i, struct rng *r)
{
    for (;;) {
        const uint32_t far = 1 + rng_below(r, (uint32_t)p->set.window);
        const int64_t d = 1 + (int64_t)rng_below(r, far);
        const int64_t at = rng_below(r, 2) ? i + d : i - d;

        if (at >= 0 && at < p->n)
            return at;
    }
}

void wordpairs_draw(const struct wordpairs *p, uint64_t step, int32_t *word,
                    int32_t *other)
{
    struct rng r = stream(p, step);

    for (int64_t b = 0; b < p->set.batch; b++) {
        const int64_t i = (int64_t)rng_below(&r, (uint32_t)p->n);

        word[b] = p->ids[i];
        *other++ = p->ids[neighbour(p, i, &r)];
        for (int k = 0; k < p->set.negatives; k++)
            *other++ = word_at(p, (double)rng_uniform(&r));
    }
}

void wordpairs_counts(const struct wordpairs *p, uint64_t step, int32_t *word,
                      int32_t *other, float *const number[2])
{
    struct rng r = stream(p, step);

    for (int64_t b = 0; b < p->set.batch; b++) {
        const struct both *x = &p->both[rng_below(&r, (uint32_t)p->boths)];

        word[b] = x->word;
        other[b] = x->other;
        number[0][b] = logf(x->count);
        number[1][b] = fminf(1.0f, powf(x->count / (float)p->set.most, 0.75f));
    }
}
