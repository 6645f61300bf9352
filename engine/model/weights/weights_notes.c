#include "engine/model/weights/weights_notes.h"

#include <string.h>

#include "engine/model/weights/weights_gguf.h"

#define LIMIT ((size_t)256 << 20)

static void put_number(struct buf *b, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(b, (char)(value >> 8 * i & 255));
}

static void put_text(struct buf *b, const char *text)
{
    put_number(b, strlen(text), 8);
    buf_text(b, text);
}

static void put_key(struct weights_notes *n, const char *key, uint32_t kind)
{
    put_text(&n->bytes, key);
    put_number(&n->bytes, kind, 4);
    n->count++;
}

void weights_notes_init(struct weights_notes *n)
{
    buf_init(&n->bytes, LIMIT);
    n->count = 0;
}

void weights_notes_release(struct weights_notes *n)
{
    buf_release(&n->bytes);
}

void weights_notes_text(struct weights_notes *n, const char *key,
                        const char *text)
{
    put_key(n, key, WEIGHTS_GGUF_TEXT);
    put_text(&n->bytes, text);
}

void weights_notes_whole(struct weights_notes *n, const char *key,
                         uint32_t value)
{
    put_key(n, key, WEIGHTS_GGUF_U32);
    put_number(&n->bytes, value, 4);
}

void weights_notes_real(struct weights_notes *n, const char *key, float value)
{
    put_key(n, key, WEIGHTS_GGUF_F32);
    weights_notes_item_real(n, value);
}

void weights_notes_flag(struct weights_notes *n, const char *key, bool value)
{
    put_key(n, key, WEIGHTS_GGUF_BOOL);
    put_number(&n->bytes, value, 1);
}

void weights_notes_list(struct weights_notes *n, const char *key,
                        enum weights_kind of, size_t count)
{
    put_key(n, key, WEIGHTS_GGUF_LIST);
    put_number(&n->bytes,
               of == WEIGHTS_TEXT    ? WEIGHTS_GGUF_TEXT
               : of == WEIGHTS_WHOLE ? WEIGHTS_GGUF_I32
                                     : WEIGHTS_GGUF_F32,
               4);
    put_number(&n->bytes, count, 8);
}

void weights_notes_item_text(struct weights_notes *n, const char *text,
                             size_t bytes)
{
    put_number(&n->bytes, bytes, 8);
    buf_add(&n->bytes, text, bytes);
}

void weights_notes_item_whole(struct weights_notes *n, int32_t value)
{
    put_number(&n->bytes, (uint32_t)value, 4);
}

void weights_notes_item_real(struct weights_notes *n, float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    put_number(&n->bytes, bits, 4);
}

void weights_notes_join(struct weights_notes *n,
                        const struct weights_notes *more)
{
    buf_add(&n->bytes, more->bytes.data, more->bytes.bytes);
    n->count += more->count;
}

void weights_notes_copy(struct weights_notes *n, const struct weights_value *v)
{
    put_text(&n->bytes, v->key);
    buf_add(&n->bytes, v->raw, v->raw_bytes);
    n->count++;
}
