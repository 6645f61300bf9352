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
#include "engine/model/tokenizer_unicode.h"

#define NONE (-1)

void tokenizer_bpe_release(struct tokenizer_bpe *w)
{
    free(w->link);
    free(w->heap);
    *w = (struct tokenizer_bpe){0};
}

static bool comes_first(struct tokenizer_bpe_joint a,
                        struct tokenizer_bpe_joint b)
{
    return a.rank != b.rank ? a.rank < b.rank : a.at < b.at;
}

static void push(struct tokenizer_bpe *w, struct tokenizer_bpe_joint j)
{
    size_t at = w->joints++;

    while (at && comes_first(j, w->heap[(at - 1) / 2])) {
        w->heap[at] = w->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    w->heap[at] = j;
}

static struct tokenizer_bpe_joint pop(struct tokenizer_bpe *w)
{
    const struct tokenizer_bpe_joint top = w->heap[0];
    const struct tokenizer_bpe_joint last = w->heap[--w->joints];
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

/* The merge that joins the pair that starts at `at`, or NONE. */
static int32_t merge_at(const struct tokenizer_bpe *w,
                        const struct tokenizer *t, int32_t at)
{
    const struct tokenizer_bpe_link *a = &w->link[at];

    if (a->id == NONE || a->after == NONE)
        return NONE;
    return tokenizer_pairs_get(&t->made, a->id, w->link[a->after].id);
}

static void consider(struct tokenizer_bpe *w, const struct tokenizer *t,
                     int32_t at)
{
    const int32_t i = merge_at(w, t, at);

    if (i >= 0)
        push(w, (struct tokenizer_bpe_joint){t->merges[i].rank, at});
}

/* Each merge adds two joints and takes one away at least. */
static bool make_room(struct tokenizer_bpe *w, size_t bytes)
{
    size_t links, joints;

    if (bytes <= w->room)
        return true;
    tokenizer_bpe_release(w);
    if (bytes < 64)
        bytes = 64;
    if (bytes > INT32_MAX || !size_mul(&links, bytes, sizeof *w->link) ||
        !size_mul(&joints, bytes, 3 * sizeof *w->heap))
        return false;
    w->link = malloc(links);
    w->heap = malloc(joints);
    if (!w->link || !w->heap)
        return false;
    w->room = bytes;
    return true;
}

static void merge(struct tokenizer_bpe *w, const struct tokenizer *t, int32_t n)
{
    w->joints = 0;
    for (int32_t i = 0; i < n; i++)
        consider(w, t, i);
    while (w->joints) {
        const struct tokenizer_bpe_joint j = pop(w);
        struct tokenizer_bpe_link *a = &w->link[j.at];

        const int32_t i = merge_at(w, t, j.at);
        if (i < 0 || t->merges[i].rank != j.rank)
            continue; /* stale */
        struct tokenizer_bpe_link *b = &w->link[a->after];
        a->id = t->merges[i].made;
        a->width += b->width;
        b->id = NONE;
        a->after = b->after;
        if (a->after != NONE)
            w->link[a->after].before = j.at;
        if (a->before != NONE)
            consider(w, t, a->before);
        consider(w, t, j.at);
    }
}

static void append(struct tokenizer_bpe *w, int32_t *n, int32_t id,
                   size_t width)
{
    w->link[*n] =
        (struct tokenizer_bpe_link){id, *n - 1, *n + 1, (uint32_t)width};
    (*n)++;
}

/* Takes the character of `bytes` bytes as its bytes, if each has an id. */
static bool append_bytes(struct tokenizer_bpe *w, const struct tokenizer *t,
                         int32_t *n, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (t->byte_id[(unsigned char)text[i]] < 0)
            return false;
    for (size_t i = 0; i < bytes; i++)
        append(w, n, t->byte_id[(unsigned char)text[i]], 1);
    return true;
}

static bool append_unknown(struct tokenizer_bpe *w, const struct tokenizer *t,
                           int32_t *n, size_t bytes)
{
    if (t->unknown < 0)
        return false;
    if (t->fuse_unknown && *n && w->link[*n - 1].id == t->unknown)
        w->link[*n - 1].width += (uint32_t)bytes;
    else
        append(w, n, t->unknown, bytes);
    return true;
}

/* What the vocabulary lacks altogether is left out, as in the reference; its
 * bytes count to the token before it, or to the first one. */
static void skip(struct tokenizer_bpe *w, int32_t n, size_t bytes,
                 uint32_t *skipped)
{
    if (n)
        w->link[n - 1].width += (uint32_t)bytes;
    else
        *skipped += (uint32_t)bytes;
}

/* The chain of `word` before any merge, and its length. */
static int32_t chain(struct tokenizer_bpe *w, const struct tokenizer *t,
                     const char *word, size_t bytes)
{
    uint32_t skipped = 0;
    int32_t n = 0;

    for (size_t at = 0; at < bytes;) {
        int32_t code = 0, id = NONE;
        size_t length = 1;

        if (t->by_char) {
            length = tokenizer_unicode_read(word + at, bytes - at, &code);
            length = length ? length : 1;
            id = tokenizer_vocab_find(t, word + at, length, false);
        }
        if (id >= 0)
            append(w, &n, id, length);
        else if (!append_bytes(w, t, &n, word + at, length) &&
                 !append_unknown(w, t, &n, length))
            skip(w, n, length, &skipped);
        at += length;
    }
    if (n) {
        w->link[n - 1].after = NONE;
        w->link[0].width += skipped;
    }
    return n;
}

struct status tokenizer_bpe_word(struct tokenizer_bpe *w,
                                 const struct tokenizer *t, const char *word,
                                 size_t bytes, struct tokenizer_cache_list *out)
{
    assert(bytes && out->room >= bytes);
    out->count = 0;
    if (t->whole_first) {
        const int32_t id = tokenizer_vocab_find(t, word, bytes, false);

        if (id >= 0) {
            out->id[0] = id;
            out->width[0] = (uint32_t)bytes;
            out->count = 1;
            return STATUS_OK;
        }
    }
    if (!make_room(w, bytes)) {
        return status_fail(STATUS_NO_MEMORY,
                           "no memory to split a word of %zu bytes", bytes);
    }
    const int32_t n = chain(w, t, word, bytes);
    merge(w, t, n);
    for (int32_t at = n ? 0 : NONE; at != NONE; at = w->link[at].after) {
        out->id[out->count] = w->link[at].id;
        out->width[out->count++] = w->link[at].width;
    }
    return STATUS_OK;
}
