#include "engine/model/tokenizer.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "engine/model/tokenizer_bpe.h"
#include "engine/model/tokenizer_store.h"

void tokenizer_free(struct tokenizer *t)
{
    if (!t)
        return;
    free(t->text);
    free(t->start);
    free(t->codes);
    free(t->merges);
    tokenizer_pairs_release(&t->made);
    free(t);
}

enum tokenizer_kind tokenizer_kind(const struct tokenizer *t)
{
    return t->kind;
}

const char *tokenizer_kind_name(enum tokenizer_kind kind)
{
    static const char *const names[] = {"char", "byte", "bpe"};

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
    return (const char *)t->text + t->start[id];
}

void tokenizer_show(const struct tokenizer *t, int32_t id, struct buf *out)
{
    size_t bytes = 0;
    const char *piece = tokenizer_piece(t, id, &bytes);

    for (size_t at = 0; at < bytes;) {
        utf8proc_int32_t code;
        const utf8proc_ssize_t done =
            utf8proc_iterate((const utf8proc_uint8_t *)piece + at,
                             (utf8proc_ssize_t)(bytes - at), &code);

        if (done > 0) {
            buf_add(out, piece + at, (size_t)done);
            at += (size_t)done;
        } else {
            buf_printf(out, "<%02X>", (unsigned char)piece[at++]);
        }
    }
}

bool tokenizer_parts(const struct tokenizer *t, int32_t id, int32_t parts[2])
{
    if (t->kind != TOKENIZER_BPE || id < 256 || id >= t->size)
        return false;
    parts[0] = t->merges[id - 256].left;
    parts[1] = t->merges[id - 256].right;
    return true;
}

/* The id of `code`, or -1. */
static int32_t find_code(const struct tokenizer *t, int32_t code)
{
    int low = 0, high = t->size;

    while (low < high) {
        const int middle = low + (high - low) / 2;

        if (t->codes[middle] < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < t->size && t->codes[low] == code ? low : -1;
}

static struct status unknown(int32_t code, const char *text, size_t bytes,
                             size_t at)
{
    if (code < ' ' || (code >= 0x7F && code < 0xA0))
        bytes = 0; /* a control character would write over the message */
    return status_fail(STATUS_BAD_USAGE,
                       "the vocabulary has no character U+%04X%s%.*s%s, byte "
                       "%zu of the text",
                       (unsigned)code, bytes ? " \"" : "", (int)bytes, text,
                       bytes ? "\"" : "", at);
}

static struct status no_room(size_t room)
{
    return status_fail(STATUS_TOO_BIG, "the text needs more than %zu tokens",
                       room);
}

static struct status encode_chars(const struct tokenizer *t, const char *text,
                                  size_t bytes, int32_t *out, size_t room,
                                  size_t *count)
{
    for (size_t at = 0; at < bytes;) {
        utf8proc_int32_t code;
        const size_t left = bytes - at < 4 ? bytes - at : 4;
        const utf8proc_ssize_t done = utf8proc_iterate(
            (const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)left, &code);

        if (done <= 0) {
            return status_fail(STATUS_BAD_USAGE,
                               "the text is not UTF-8 at byte %zu", at);
        }
        const int32_t id = find_code(t, code);
        if (id < 0)
            return unknown(code, text + at, (size_t)done, at);
        if (*count == room)
            return no_room(room);
        out[(*count)++] = id;
        at += (size_t)done;
    }
    return STATUS_OK;
}

static struct status encode_bytes(const char *text, size_t bytes, int32_t *out,
                                  size_t room, size_t *count)
{
    if (bytes > room)
        return no_room(room);
    for (size_t i = 0; i < bytes; i++)
        out[i] = (unsigned char)text[i];
    *count = bytes;
    return STATUS_OK;
}

struct status tokenizer_encode(const struct tokenizer *t, const char *text,
                               size_t bytes, int32_t *out, size_t room,
                               size_t *count)
{
    *count = 0;
    if (bytes > INT32_MAX) {
        return status_fail(STATUS_TOO_BIG,
                           "the text has %zu bytes, the limit is %d", bytes,
                           INT32_MAX);
    }
    switch (t->kind) {
    case TOKENIZER_CHAR:
        return encode_chars(t, text, bytes, out, room, count);
    case TOKENIZER_BYTE:
        return encode_bytes(text, bytes, out, room, count);
    case TOKENIZER_BPE:
        break;
    }
    return tokenizer_bpe_encode(t, text, bytes, out, room, count);
}

static struct status bad_id(const struct tokenizer *t, int32_t id)
{
    return status_fail(STATUS_BAD_USAGE,
                       "token %d is not in the vocabulary of %d", id, t->size);
}

struct status tokenizer_decode(const struct tokenizer *t, const int32_t *ids,
                               size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        size_t bytes;
        const char *piece = tokenizer_piece(t, ids[i], &bytes);

        if (!piece)
            return bad_id(t, ids[i]);
        buf_add(out, piece, bytes);
    }
    return buf_status(out);
}

struct status tokenizer_offsets(const struct tokenizer *t, const int32_t *ids,
                                size_t count, size_t *at)
{
    at[0] = 0;
    for (size_t i = 0; i < count; i++) {
        if (ids[i] < 0 || ids[i] >= t->size)
            return bad_id(t, ids[i]);
        at[i + 1] = at[i] + tokenizer_store_length(t, ids[i]);
    }
    return STATUS_OK;
}
