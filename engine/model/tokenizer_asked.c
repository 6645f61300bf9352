/*
 * tokenizer_asked.c - byte pair encoding where another finds the best pair and
 * merges it. What they get is one row of ids: every word as often as it stands
 * in the text, with ids between that stand once, so that no pair across two
 * words counts. In front stands every pair once, in order: all counts are one
 * higher, and whoever takes the first of equals takes the smallest pair, as
 * tokenizer_learn.c does.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/model/tokenizer.h"
#include "engine/model/tokenizer_learn.h"

enum { MOST = 1 << 20, BETWEEN = TOKENIZER_MAX_SIZE + 1 };

struct row {
    int32_t *id, *next; /* the text; and after a merge */
    int32_t *asked;     /* with the pairs in front */
    int n, room, between;
    uint16_t *length; /* bytes of each id's piece */
};

static void put(struct row *r, int32_t id)
{
    if (r->n < r->room)
        r->id[r->n] = id;
    r->n++;
}

static struct status lay(struct row *r, const struct tokenizer_corpus *c)
{
    for (size_t w = 0; w < c->count; w++) {
        const struct tokenizer_corpus_word *word = &c->words[w];

        for (int64_t t = 0; t < word->times && r->n < r->room; t++) {
            for (uint32_t i = 0; i < word->ids && r->n < r->room; i++)
                put(r, c->ids[word->start + i]);
            put(r, BETWEEN + r->between++);
        }
    }
    return r->n <= r->room
               ? STATUS_OK
               : status_fail(STATUS_TOO_BIG,
                             "this text is too long for your bpe-merge: it "
                             "takes %d tokens, word by word; give less of it",
                             r->room);
}

static bool joins(const struct row *r, int i)
{
    return r->id[i] < BETWEEN && r->id[i + 1] < BETWEEN &&
           r->length[r->id[i]] + r->length[r->id[i + 1]] <= TOKENIZER_MAX_PIECE;
}

static int by_pair(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;

    return x[0] != y[0] ? (x[0] > y[0]) - (x[0] < y[0])
                        : (x[1] > y[1]) - (x[1] < y[1]);
}

/* Fills `asked`; pairs that would be too long are kept apart. */
static int lay_asked(struct row *r)
{
    int32_t *pair = r->asked;
    int pairs = 0, n = 0, between = BETWEEN + r->between;

    for (int i = 0; i + 1 < r->n; i++) {
        if (!joins(r, i))
            continue;
        pair[2 * pairs] = r->id[i];
        pair[2 * pairs++ + 1] = r->id[i + 1];
    }
    qsort(pair, (size_t)pairs, 2 * sizeof *pair, by_pair);
    int kinds = 0;
    for (int i = 0; i < pairs; i++)
        if (!kinds || by_pair(pair + 2 * (kinds - 1), pair + 2 * i) != 0)
            memmove(pair + 2 * kinds++, pair + 2 * i, 2 * sizeof *pair);
    for (int i = kinds - 1; i >= 0; i--) { /* makes room from the back */
        pair[3 * i + 2] = between++;
        pair[3 * i + 1] = pair[2 * i + 1];
        pair[3 * i] = pair[2 * i];
    }
    n = 3 * kinds;
    for (int i = 0; i < r->n; i++) {
        r->asked[n++] = r->id[i];
        if (i + 1 < r->n && r->id[i] < BETWEEN && r->id[i + 1] < BETWEEN &&
            !joins(r, i))
            r->asked[n++] = between++;
    }
    return n;
}

/* One merge. `*more`: there was a pair worth it. */
static bool merge_one(struct row *r, const struct stead *stead,
                      struct tokenizer_store_merge *out, int32_t made,
                      bool *more)
{
    int32_t best[2] = {-1, -1}, times = 0, left = 0;

    if (!stead->bpe_best(best, &times, r->asked, lay_asked(r)))
        return false;
    *more = times > 2 && best[0] >= 0 && best[1] >= 0 && best[0] < made &&
            best[1] < made &&
            r->length[best[0]] + r->length[best[1]] <= TOKENIZER_MAX_PIECE;
    if (!*more)
        return true;
    if (!stead->bpe_merge(r->next, &left, r->id, r->n, best, made) ||
        left < 0 || left > r->n)
        return false;
    *out = (struct tokenizer_store_merge){.left = best[0], .right = best[1]};
    r->length[made] = (uint16_t)(r->length[best[0]] + r->length[best[1]]);
    r->n = left;
    int32_t *old = r->id;
    r->id = r->next;
    r->next = old;
    for (int i = 0; i < left; i++) /* a wrong merge may leave anything */
        if (r->id[i] < 0 || (r->id[i] > made && r->id[i] < BETWEEN))
            return false;
    return true;
}

static struct status merge_all(struct row *r, const struct stead *stead,
                               struct tokenizer_store_merge *merges, int room,
                               int *count)
{
    bool more = true;

    for (int i = 0; i < 256; i++)
        r->length[i] = 1;
    while (more && *count < room) {
        if (!merge_one(r, stead, &merges[*count], 256 + *count, &more))
            return status_fail(STATUS_UNSUPPORTED,
                               "your bpe-merge gave no merge of this text");
        *count += more;
    }
    return STATUS_OK;
}

struct status tokenizer_learn_asked(const struct tokenizer_corpus *c,
                                    const struct stead *stead,
                                    struct tokenizer_store_merge *merges,
                                    int room, int *count)
{
    struct row r = {.room = MOST / 8};

    *count = 0;
    r.id = malloc((size_t)r.room * sizeof *r.id);
    r.next = malloc((size_t)r.room * sizeof *r.next);
    r.asked = malloc((size_t)r.room * 5 * sizeof *r.asked);
    r.length = malloc(((size_t)room + 256) * sizeof *r.length);
    struct status st =
        r.id && r.next && r.asked && r.length
            ? lay(&r, c)
            : status_fail(STATUS_NO_MEMORY, "no memory for a text of merges");
    if (!st.code)
        st = merge_all(&r, stead, merges, room, count);
    free(r.id);
    free(r.next);
    free(r.asked);
    free(r.length);
    return st;
}
