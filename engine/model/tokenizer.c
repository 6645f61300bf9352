#include "engine/model/tokenizer.h"

#include "engine/model/tokenizer_store.h"
#include "engine/model/tokenizer_unicode.h"

enum tokenizer_kind tokenizer_kind(const struct tokenizer *t)
{
    return t->kind;
}

const char *tokenizer_kind_name(enum tokenizer_kind kind)
{
    static const char *const names[] = {"char", "byte", "bpe", "wordpiece"};

    return names[kind];
}

int tokenizer_size(const struct tokenizer *t)
{
    return t->size;
}

const char *tokenizer_piece(const struct tokenizer *t, int32_t id,
                            size_t *bytes)
{
    if (id < 0 || id >= t->size)
        return NULL;
    *bytes = tokenizer_store_length(t, id);
    return tokenizer_store_text(t, id);
}

void tokenizer_show(const struct tokenizer *t, int32_t id, struct buf *out)
{
    size_t bytes = 0;
    const char *piece = tokenizer_piece(t, id, &bytes);

    if (piece && t->flags[id] & TOKENIZER_STORE_INSIDE)
        buf_text(out, "##");
    for (size_t at = 0; at < bytes;) {
        int32_t code;
        const size_t done =
            tokenizer_unicode_read(piece + at, bytes - at, &code);

        if (done) {
            buf_add(out, piece + at, done);
            at += done;
        } else {
            buf_printf(out, "<%02X>", (unsigned char)piece[at++]);
        }
    }
}

bool tokenizer_parts(const struct tokenizer *t, int32_t id, int32_t parts[2])
{
    if (id < 0 || id >= t->size || t->from[id] < 0)
        return false;
    parts[0] = t->merges[t->from[id]].left;
    parts[1] = t->merges[t->from[id]].right;
    return true;
}

bool tokenizer_special(const struct tokenizer *t, int32_t id)
{
    return id >= 0 && id < t->size && t->flags[id] & TOKENIZER_STORE_SPECIAL;
}

int32_t tokenizer_find(const struct tokenizer *t, const char *text,
                       size_t bytes)
{
    struct tokenizer_added_match m;

    for (int i = 0; i < 2; i++) {
        if (tokenizer_added_find(&t->added[i], text, bytes, 0, false, &m) &&
            m.start == 0 && m.end == bytes && m.token->bytes == bytes)
            return m.token->id;
    }
    return tokenizer_vocab_find(t, text, bytes, false);
}

int tokenizer_before(const struct tokenizer *t, const int32_t **ids)
{
    *ids = t->before;
    return t->befores;
}

int tokenizer_after(const struct tokenizer *t, const int32_t **ids)
{
    *ids = t->after;
    return t->afters;
}
