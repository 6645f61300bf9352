#include "engine/model/tokenizer_wordpiece.h"

#include <assert.h>

#include "engine/model/tokenizer_store.h"

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static bool is_too_long(const struct tokenizer *t, const char *word,
                        size_t bytes)
{
    int chars = 0;

    for (size_t i = 0; i < bytes; i++)
        if (!is_tail(word[i]) && ++chars > t->longest_word)
            return true;
    return false;
}

/* The end of the longest piece from `at`, or `at`. */
static size_t longest(const struct tokenizer *t, const char *word, size_t bytes,
                      size_t at, int32_t *id)
{
    size_t end = bytes;

    if (end - at > TOKENIZER_STORE_PIECE)
        end = at + TOKENIZER_STORE_PIECE;
    for (; end > at; end--) {
        if (end < bytes && is_tail(word[end]))
            continue;
        *id = tokenizer_vocab_find(t, word + at, end - at, at > 0);
        if (*id >= 0)
            return end;
    }
    return at;
}

void tokenizer_wordpiece_word(const struct tokenizer *t, const char *word,
                              size_t bytes, struct tokenizer_cache_list *out)
{
    size_t at = is_too_long(t, word, bytes) ? bytes + 1 : 0;

    assert(bytes && out->room >= bytes);
    out->count = 0;
    while (at < bytes) {
        int32_t id = -1;
        const size_t end = longest(t, word, bytes, at, &id);

        if (end == at)
            break;
        out->id[out->count] = id;
        out->width[out->count++] = (uint32_t)(end - at);
        at = end;
    }
    if (at == bytes)
        return;
    out->id[0] = t->unknown;
    out->width[0] = (uint32_t)bytes;
    out->count = 1;
}
