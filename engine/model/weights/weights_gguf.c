/*
 * weights_gguf.c - reads GGUF: a head, keys with values, the list of tensors,
 * and their numbers, each tensor aligned.
 *
 * No count is believed before it fits what is left of the file: that bounds
 * time and memory by the file's size. Nothing is read number by number.
 */
#include "engine/model/weights/weights_gguf.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/cursor.h"
#include "engine/base/size.h"
#include "engine/model/weights/weights_parts.h"

#define LEAST_VALUE  13 /* bytes: key's length, kind, a byte of value */
#define LEAST_TENSOR 25 /* name's length, a letter, dims, type, offset */

static const unsigned char kind_bytes[WEIGHTS_GGUF_KINDS] = {
    1, 1, 2, 2, 4, 4, 4, 1, 8 /* a text's length */, 0, 8, 8, 8};

/* What is being read, for messages and limits. */
struct gguf {
    struct weights *w;
    struct cursor c;
    uint64_t tensors, values;
    size_t align;
};

static struct status bad(const char *field, size_t at, const char *why,
                         unsigned long long value)
{
    return status_fail(STATUS_BAD_FILE, "%s at byte %zu is %llu, %s", field, at,
                       value, why);
}

static struct status read_head(struct gguf *g)
{
    const unsigned char *magic = cursor_take(&g->c, 4);

    STATUS_TRY(cursor_status(&g->c, "the magic"));
    if (memcmp(magic, WEIGHTS_GGUF_MAGIC, 4) != 0)
        return status_fail(STATUS_BAD_FILE, "the magic at byte 0 is not GGUF");
    const uint32_t version = cursor_u32(&g->c);
    STATUS_TRY(cursor_status(&g->c, "the version"));
    if (version && !(version & 0xFFFF))
        return bad("the version", 4, "the file is big-endian", version);
    if (version != WEIGHTS_GGUF_VERSION && version != 2)
        return bad("the version", 4, "not 2 or 3", version);
    g->tensors = cursor_u64(&g->c);
    STATUS_TRY(cursor_status(&g->c, "the tensor count"));
    g->values = cursor_u64(&g->c);
    STATUS_TRY(cursor_status(&g->c, "the metadata count"));
    if (g->tensors > WEIGHTS_MAX_TENSORS)
        return bad("the tensor count", 8, "the limit is 65536", g->tensors);
    if (g->values > WEIGHTS_MAX_VALUES)
        return bad("the metadata count", 16, "the limit is 65536", g->values);
    const size_t left = cursor_left(&g->c);
    if (g->values > left / LEAST_VALUE)
        return bad("the metadata count", 16, "more than the file can hold",
                   g->values);
    if (g->tensors > left / LEAST_TENSOR)
        return bad("the tensor count", 8, "more than the file can hold",
                   g->tensors);
    return STATUS_OK;
}

/* A length and that many bytes. */
static struct status read_text(struct gguf *g, const char *field, size_t most,
                               const unsigned char **out, size_t *bytes)
{
    const size_t at = g->c.at;
    const uint64_t n = cursor_u64(&g->c);

    STATUS_TRY(cursor_status(&g->c, field));
    if (n > most) {
        return status_fail(STATUS_BAD_FILE,
                           "the length of %s at byte %zu is %llu, the limit is "
                           "%zu",
                           field, at, (unsigned long long)n, most);
    }
    *out = cursor_take(&g->c, (size_t)n);
    *bytes = (size_t)n;
    return cursor_status(&g->c, field);
}

static void set_whole(struct weights_value *v, int64_t whole)
{
    v->kind = WEIGHTS_WHOLE;
    v->whole = whole;
    v->real = (double)whole;
}

static void set_real(struct weights_value *v, double real)
{
    v->kind = WEIGHTS_REAL;
    v->real = real;
}

/* A number of `kind` at `at`, whose bytes are there. */
static void set_number(struct weights_value *v, int kind,
                       const unsigned char *at)
{
    struct cursor c = cursor_over(at, kind_bytes[kind]);
    union {
        uint32_t u32;
        uint64_t u64;
        float f32;
        double f64;
    } bits = {.u64 = 0};

    switch (kind) {
    case WEIGHTS_GGUF_U8:
        set_whole(v, cursor_u8(&c));
        break;
    case WEIGHTS_GGUF_I8:
        set_whole(v, (int8_t)cursor_u8(&c));
        break;
    case WEIGHTS_GGUF_U16:
        set_whole(v, cursor_u16(&c));
        break;
    case WEIGHTS_GGUF_I16:
        set_whole(v, (int16_t)cursor_u16(&c));
        break;
    case WEIGHTS_GGUF_U32:
        set_whole(v, cursor_u32(&c));
        break;
    case WEIGHTS_GGUF_I32:
        set_whole(v, (int32_t)cursor_u32(&c));
        break;
    case WEIGHTS_GGUF_BOOL:
        set_whole(v, cursor_u8(&c));
        v->kind = WEIGHTS_FLAG;
        break;
    case WEIGHTS_GGUF_F32:
        bits.u32 = cursor_u32(&c);
        set_real(v, (double)bits.f32);
        break;
    case WEIGHTS_GGUF_F64:
        bits.u64 = cursor_u64(&c);
        set_real(v, bits.f64);
        break;
    case WEIGHTS_GGUF_I64:
        set_whole(v, (int64_t)cursor_u64(&c));
        break;
    default: /* U64: past 2^63 it is no whole number of ours */
        bits.u64 = cursor_u64(&c);
        if (bits.u64 > INT64_MAX)
            set_real(v, (double)bits.u64);
        else
            set_whole(v, (int64_t)bits.u64);
        break;
    }
}

static enum weights_kind kind_of(uint32_t kind)
{
    switch (kind) {
    case WEIGHTS_GGUF_TEXT:
        return WEIGHTS_TEXT;
    case WEIGHTS_GGUF_BOOL:
        return WEIGHTS_FLAG;
    case WEIGHTS_GGUF_F32:
    case WEIGHTS_GGUF_F64:
        return WEIGHTS_REAL;
    default:
        return WEIGHTS_WHOLE;
    }
}

static struct status read_scalar(struct gguf *g, struct weights_value *v,
                                 const char *field, uint32_t kind)
{
    const size_t at = g->c.at;

    if (kind == WEIGHTS_GGUF_TEXT) {
        const unsigned char *text = NULL;

        v->kind = WEIGHTS_TEXT;
        STATUS_TRY(
            read_text(g, field, WEIGHTS_GGUF_MAX_TEXT, &text, &v->bytes));
        return weights_keep(g->w, text, v->bytes, &v->text);
    }
    const unsigned char *bytes = cursor_take(&g->c, kind_bytes[kind]);
    STATUS_TRY(cursor_status(&g->c, field));
    if (kind == WEIGHTS_GGUF_BOOL && bytes[0] > 1)
        return bad(field, at, "neither 0 nor 1", bytes[0]);
    set_number(v, (int)kind, bytes);
    return STATUS_OK;
}

static struct status read_list(struct gguf *g, struct weights_value *v,
                               const char *field)
{
    const size_t at = g->c.at;
    const uint32_t kind = cursor_u32(&g->c);
    const uint64_t count = cursor_u64(&g->c);

    STATUS_TRY(cursor_status(&g->c, field));
    if (kind >= WEIGHTS_GGUF_KINDS || kind == WEIGHTS_GGUF_LIST)
        return bad(field, at, "no kind of item", kind);
    if (count > cursor_left(&g->c) / kind_bytes[kind])
        return bad(field, at + 4, "more items than the file can hold", count);
    v->kind = WEIGHTS_LIST;
    v->of = kind_of(kind);
    v->count = (size_t)count;
    v->form = WEIGHTS_FORM_GGUF;
    v->whole = (int64_t)kind; /* for weights_gguf_next() */
    v->source = g->c.data + g->c.at;
    const size_t start = g->c.at;
    for (uint64_t i = 0; kind == WEIGHTS_GGUF_TEXT && i < count; i++) {
        const unsigned char *text = NULL;
        size_t bytes;

        STATUS_TRY(read_text(g, field, WEIGHTS_GGUF_MAX_TEXT, &text, &bytes));
    }
    if (kind != WEIGHTS_GGUF_TEXT)
        cursor_take(&g->c, (size_t)count * kind_bytes[kind]);
    v->bytes = g->c.at - start;
    return cursor_status(&g->c, field);
}

bool weights_gguf_next(struct weights_items *it, struct weights_value *item)
{
    const struct weights_value *list = it->list;
    const int kind = (int)list->whole;
    const unsigned char *source = list->source;
    struct cursor c = cursor_over(source + it->at, list->bytes - it->at);

    if (kind != WEIGHTS_GGUF_TEXT) {
        set_number(item, kind, cursor_take(&c, kind_bytes[kind]));
    } else {
        item->bytes = (size_t)cursor_u64(&c);
        item->text = (const char *)cursor_take(&c, item->bytes);
    }
    it->at += c.at;
    return true;
}

static struct status check_align(struct gguf *g, const struct weights_value *v,
                                 uint32_t kind, size_t at)
{
    if (kind != WEIGHTS_GGUF_U32 || v->whole < 8 || v->whole > 4096 ||
        (v->whole & (v->whole - 1))) {
        return status_fail(STATUS_BAD_FILE,
                           "the value of " WEIGHTS_GGUF_ALIGN_KEY
                           " at byte %zu is no power of two from 8 to 4096 in "
                           "32 bits",
                           at);
    }
    g->align = (size_t)v->whole;
    return STATUS_OK;
}

static struct status read_value(struct gguf *g)
{
    char field[WEIGHTS_SHOWN + 16];
    char shown[WEIGHTS_SHOWN];
    const unsigned char *key = NULL;
    struct weights_value *v;
    size_t bytes = 0;

    const size_t start = g->c.at;
    STATUS_TRY(read_text(g, "a key", WEIGHTS_GGUF_MAX_KEY, &key, &bytes));
    STATUS_TRY(weights_add_value(g->w, start, key, bytes, &v));
    cursor_show(shown, sizeof shown, key, bytes);
    snprintf(field, sizeof field, "the value of %s", shown);

    const size_t at = g->c.at;
    const uint32_t kind = cursor_u32(&g->c);
    STATUS_TRY(cursor_status(&g->c, field));
    if (kind >= WEIGHTS_GGUF_KINDS)
        return bad(field, at, "no kind of value", kind);
    STATUS_TRY(kind == WEIGHTS_GGUF_LIST ? read_list(g, v, field)
                                         : read_scalar(g, v, field, kind));
    v->raw = g->c.data + at;
    v->raw_bytes = g->c.at - at;
    return strcmp(v->key, WEIGHTS_GGUF_ALIGN_KEY) == 0
               ? check_align(g, v, kind, at)
               : STATUS_OK;
}

/* `before` is where the tensor before it ends, with its padding. */
static struct status read_tensor(struct gguf *g, size_t *before)
{
    const unsigned char *name = NULL;
    struct weights_tensor *t;
    size_t bytes = 0;

    const size_t start = g->c.at;
    STATUS_TRY(
        read_text(g, "a tensor's name", WEIGHTS_GGUF_MAX_NAME, &name, &bytes));
    STATUS_TRY(weights_add(g->w, start, name, bytes, &t));
    const size_t at = g->c.at;
    const uint32_t dims = cursor_u32(&g->c);
    STATUS_TRY(cursor_status(&g->c, "a tensor's extents"));
    if (dims > WEIGHTS_GGUF_DIMS)
        return weights_bad(t, "has %u extents at byte %zu, the limit is %d",
                           dims, at, WEIGHTS_GGUF_DIMS);
    t->dims = (int)dims;
    for (int d = t->dims - 1; d >= 0; d--) { /* the innermost one first */
        const uint64_t extent = cursor_u64(&g->c);

        if (extent > INT64_MAX)
            return weights_bad(t, "has an extent of %llu at byte %zu",
                               (unsigned long long)extent, g->c.at - 8);
        t->shape[d] = (int64_t)extent;
    }
    const uint32_t type = cursor_u32(&g->c);
    const uint64_t offset = cursor_u64(&g->c);
    STATUS_TRY(cursor_status(&g->c, "a tensor's type and offset"));
    if (!weights_gguf_type(type, &t->type)) {
        return status_fail(STATUS_UNSUPPORTED,
                           "tensor \"%.63s\" has the type %u at byte %zu, "
                           "which is not read here",
                           t->name, type, g->c.at - 12);
    }
    STATUS_TRY(weights_measure(t));
    if (offset != *before) {
        return weights_bad(t,
                           "has the offset %llu at byte %zu, not %zu, where "
                           "the one before it ends",
                           (unsigned long long)offset, g->c.at - 8, *before);
    }
    t->offset = (size_t)offset; /* from the start of the data, so far */
    if (!size_add(before, *before, t->bytes) ||
        !size_round_up(before, *before, g->align))
        return weights_bad(t, "ends past any file");
    return STATUS_OK;
}

/* Where the numbers are, once all extents are known. */
static struct status place(struct gguf *g, size_t all)
{
    const size_t start = g->c.at, left = cursor_left(&g->c);

    for (int i = 0; i < g->w->count; i++) {
        struct weights_tensor *t = &g->w->tensor[i];

        if (t->offset > left || t->bytes > left - t->offset) {
            return weights_bad(t,
                               "ends %zu bytes past the file; the download "
                               "may be incomplete",
                               t->offset + t->bytes - left);
        }
        t->data = g->c.data + start + t->offset;
        t->offset += start;
    }
    if (left > all) {
        return status_fail(STATUS_BAD_FILE,
                           "%zu bytes behind the last tensor, from byte %zu "
                           "on, belong to none",
                           left - all, start + all);
    }
    return STATUS_OK;
}

struct status weights_gguf(struct weights *w, const void *data, size_t bytes)
{
    struct gguf g = {
        .w = w, .c = cursor_over(data, bytes), .align = WEIGHTS_GGUF_ALIGN};
    size_t end = 0;

    w->format = "gguf";
    STATUS_TRY(read_head(&g));
    for (uint64_t i = 0; i < g.values; i++)
        STATUS_TRY(read_value(&g));
    for (uint64_t i = 0; i < g.tensors; i++)
        STATUS_TRY(read_tensor(&g, &end));
    if (g.tensors) { /* without tensors nothing need be aligned */
        cursor_align(&g.c, g.align);
        STATUS_TRY(cursor_status(&g.c, "the padding before the numbers"));
    } else {
        size_t to;

        if (size_round_up(&to, g.c.at, g.align) && to <= bytes)
            g.c.at = to;
    }
    return place(&g, end);
}
