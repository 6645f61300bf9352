/*
 * A word is a chain of ids. A heap holds every pair of neighbours that some
 * merge joins, the earliest learned first, the leftmost first among equals.
 * An entry may be stale: one of its two ids was merged away meanwhile. It is
 * then dropped when it comes up, so a word of n bytes costs n log n.
 */
#include "engine/model/tokenizer_bpe.h"

#include <assert.h>
#include <stdlib.h>

#include "engine/base/size.h"
#include "engine/model/tokenizer_store.h"
#include "engine/model/tokenizer_words.h"

#define NONE (-1)

struct link {
    int32_t id; /* NONE once merged into the left one */
    int32_t before, after;
};

struct joint {
    int32_t made; /* the id that the pair makes: also its rank */
    int32_t at;   /* the left one of the pair */
};

struct work {
    const struct tokenizer *t;
    struct link *link;
    struct joint *heap;
    size_t room, joints;
};

static bool comes_first(struct joint a, struct joint b)
{
    return a.made != b.made ? a.made < b.made : a.at < b.at;
}

static void push(struct work *w, struct joint j)
{
    size_t at = w->joints++;

    while (at && comes_first(j, w->heap[(at - 1) / 2])) {
        w->heap[at] = w->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    w->heap[at] = j;
}

static struct joint pop(struct work *w)
{
    const struct joint top = w->heap[0];
    const struct joint last = w->heap[--w->joints];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= w->joints)
            break;
        if (child + 1 < w->joints &&
            comes_first(w->heap[child + 1], w->heap[child]))
            child++;
        if (!comes_first(w->heap[child], last))
            break;
        w->heap[at] = w->heap[child];
        at = child;
    }
    if (w->joints)
        w->heap[at] = last;
    return top;
}

/* What the pair that starts at `at` makes, or NONE. */
static int32_t made_at(const struct work *w, int32_t at)
{
    const struct link *a = &w->link[at];

    if (a->id == NONE || a->after == NONE)
        return NONE;
    return tokenizer_pairs_get(&w->t->made, a->id, w->link[a->after].id);
}

static void consider(struct work *w, int32_t at)
{
    const int32_t made = made_at(w, at);

    if (made >= 0)
        push(w, (struct joint){made, at});
}

/* Each merge adds two joints and takes one away at least. */
static bool make_room(struct work *w, size_t bytes)
{
    size_t links, joints;

    if (bytes <= w->room)
        return true;
    free(w->link);
    free(w->heap);
    w->link = NULL;
    w->heap = NULL;
    w->room = 0;
    if (!size_mul(&links, bytes, sizeof *w->link) ||
        !size_mul(&joints, bytes, 3 * sizeof *w->heap))
        return false;
    w->link = malloc(links);
    w->heap = malloc(joints);
    if (!w->link || !w->heap)
        return false;
    w->room = bytes;
    return true;
}

static void merge_word(struct work *w, const unsigned char *word, size_t bytes)
{
    const int32_t n = (int32_t)bytes;

    assert(w->link && bytes);
    w->joints = 0;
    for (int32_t i = 0; i < n; i++)
        w->link[i] = (struct link){word[i], i - 1, i + 1 < n ? i + 1 : NONE};
    for (int32_t i = 0; i < n; i++)
        consider(w, i);
    while (w->joints) {
        const struct joint j = pop(w);
        struct link *a = &w->link[j.at];

        if (made_at(w, j.at) != j.made)
            continue; /* stale */
        struct link *b = &w->link[a->after];
        a->id = j.made;
        b->id = NONE;
        a->after = b->after;
        if (a->after != NONE)
            w->link[a->after].before = j.at;
        if (a->before != NONE)
            consider(w, a->before);
        consider(w, j.at);
    }
}

static bool give(const struct work *w, int32_t *out, size_t room, size_t *count)
{
    for (int32_t at = 0; at != NONE; at = w->link[at].after) {
        if (*count == room)
            return false;
        out[(*count)++] = w->link[at].id;
    }
    return true;
}

struct status tokenizer_bpe_encode(const struct tokenizer *t, const char *text,
                                   size_t bytes, int32_t *out, size_t room,
                                   size_t *count)
{
    struct work w = {.t = t};
    struct status st = STATUS_OK;

    *count = 0;
    for (size_t at = 0; at < bytes && !st.code;) {
        const size_t end = tokenizer_words_end(text, bytes, at);

        if (!make_room(&w, end - at)) {
            st =
                status_fail(STATUS_NO_MEMORY,
                            "no memory to split a word of %zu bytes", end - at);
            break;
        }
        merge_word(&w, (const unsigned char *)text + at, end - at);
        if (!give(&w, out, room, count)) {
            st = status_fail(STATUS_TOO_BIG,
                             "the text needs more than %zu tokens", room);
        }
        at = end;
    }
    free(w.link);
    free(w.heap);
    return st;
}
