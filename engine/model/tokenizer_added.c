#include "engine/model/tokenizer_added.h"

#include <stdlib.h>
#include <string.h>

#include "engine/model/tokenizer_unicode.h"

#define LETTERS                                            \
    (TOKENIZER_UNICODE_LETTER | TOKENIZER_UNICODE_NUMBER | \
     TOKENIZER_UNICODE_MARK)

void tokenizer_added_release(struct tokenizer_added *a)
{
    for (size_t i = 0; i < a->count; i++)
        free(a->token[i].text);
    free(a->token);
    *a = (struct tokenizer_added){0};
}

struct status tokenizer_added_add(struct tokenizer_added *a, const char *text,
                                  size_t bytes, int32_t id, unsigned flags)
{
    if (!bytes)
        return status_fail(STATUS_BAD_FILE, "added token %d is empty", id);
    if (a->count == a->room) {
        const size_t room = a->room ? a->room * 2 : 16;
        void *token = realloc(a->token, room * sizeof *a->token);

        if (!token)
            return status_fail(STATUS_NO_MEMORY, "no memory for added tokens");
        a->token = token;
        a->room = room;
    }
    char *copy = malloc(bytes);
    if (!copy)
        return status_fail(STATUS_NO_MEMORY, "no memory for added tokens");
    memcpy(copy, text, bytes);
    a->token[a->count++] =
        (struct tokenizer_added_token){copy, bytes, id, flags};
    return STATUS_OK;
}

static int by_bytes(const void *a, const void *b)
{
    const struct tokenizer_added_token *x = a, *y = b;
    const size_t least = x->bytes < y->bytes ? x->bytes : y->bytes;
    const int order = memcmp(x->text, y->text, least);

    return order ? order : (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

struct status tokenizer_added_sort(struct tokenizer_added *a)
{
    if (a->count > 1)
        qsort(a->token, a->count, sizeof *a->token, by_bytes);
    for (size_t i = 1; i < a->count; i++) {
        if (!by_bytes(&a->token[i - 1], &a->token[i])) {
            return status_fail(STATUS_BAD_FILE,
                               "added tokens %d and %d have the same text",
                               a->token[i - 1].id, a->token[i].id);
        }
    }
    size_t at = 0;
    for (int byte = 0; byte <= 256; byte++) {
        while (at < a->count && (unsigned char)a->token[at].text[0] < byte)
            at++;
        a->first[byte] = (uint32_t)at;
    }
    return STATUS_OK;
}

static bool goes_on(const char *text, size_t bytes, size_t at)
{
    size_t length;

    return text[at] == '_' ||
           tokenizer_unicode_at(text, bytes, at, &length) & LETTERS;
}

/* Where the character that ends before `at` starts. */
static size_t step_back(const char *text, size_t at)
{
    size_t start = at - 1;

    while (start > 0 && at - start < 4 &&
           ((unsigned char)text[start] & 0xC0) == 0x80)
        start--;
    return start;
}

static bool fits(const struct tokenizer_added_token *token, const char *text,
                 size_t bytes, size_t at, bool plain)
{
    if (plain && token->flags & TOKENIZER_ADDED_SPECIAL)
        return false;
    if (!(token->flags & TOKENIZER_ADDED_WORD))
        return true;
    const size_t end = at + token->bytes;
    return !(at && goes_on(text, bytes, step_back(text, at))) &&
           !(end < bytes && goes_on(text, bytes, end));
}

/* The first of [low, high) whose byte `depth` is `byte` or more; all of them
 * agree before it. A token that ends there comes first. */
static size_t bound(const struct tokenizer_added *a, size_t low, size_t high,
                    size_t depth, unsigned byte)
{
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct tokenizer_added_token *token = &a->token[middle];

        if (token->bytes <= depth || (unsigned char)token->text[depth] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The longest token that stands at `at`, or NULL. */
static const struct tokenizer_added_token *
longest(const struct tokenizer_added *a, const char *text, size_t bytes,
        size_t at)
{
    const struct tokenizer_added_token *best = NULL;
    size_t low = 0, high = a->count;

    for (size_t depth = 0; at + depth < bytes; depth++) {
        const unsigned byte = (unsigned char)text[at + depth];

        low = depth ? bound(a, low, high, depth, byte) : a->first[byte];
        high =
            depth ? bound(a, low, high, depth, byte + 1) : a->first[byte + 1];
        if (low == high)
            break;
        if (a->token[low].bytes == depth + 1)
            best = &a->token[low];
    }
    return best;
}

static void take_spaces(struct tokenizer_added_match *m, const char *text,
                        size_t bytes, size_t from)
{
    size_t length;

    while (m->token->flags & TOKENIZER_ADDED_LEFT && m->start > from) {
        const size_t before = step_back(text, m->start);

        if (before < from ||
            !(tokenizer_unicode_at(text, bytes, before, &length) &
              TOKENIZER_UNICODE_SPACE))
            break;
        m->start = before;
    }
    while (m->token->flags & TOKENIZER_ADDED_RIGHT && m->end < bytes &&
           tokenizer_unicode_at(text, bytes, m->end, &length) &
               TOKENIZER_UNICODE_SPACE)
        m->end += length;
}

bool tokenizer_added_find(const struct tokenizer_added *a, const char *text,
                          size_t bytes, size_t at, bool plain,
                          struct tokenizer_added_match *m)
{
    const size_t from = at;

    if (!a->count)
        return false;
    while (at < bytes) {
        const unsigned byte = (unsigned char)text[at];

        if (a->first[byte] == a->first[byte + 1]) {
            at++;
            continue;
        }
        const struct tokenizer_added_token *token = longest(a, text, bytes, at);
        if (token && fits(token, text, bytes, at, plain)) {
            *m = (struct tokenizer_added_match){token, at, at + token->bytes};
            take_spaces(m, text, bytes, from);
            return true;
        }
        /* A refused match is stepped over whole, as in the reference. */
        at += token ? token->bytes : 1;
    }
    return false;
}
