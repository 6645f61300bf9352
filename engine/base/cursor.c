#include "engine/base/cursor.h"

#include <assert.h>

#include "engine/base/size.h"

struct cursor cursor_over(const void *data, size_t bytes)
{
    return (struct cursor){.data = data, .bytes = bytes};
}

const unsigned char *cursor_take(struct cursor *c, size_t bytes)
{
    if (c->failed)
        return NULL;
    if (bytes > cursor_left(c)) {
        c->failed = true;
        c->wanted = bytes;
        return NULL;
    }
    const unsigned char *piece = c->data + c->at;
    c->at += bytes;
    return piece;
}

static uint64_t number(struct cursor *c, int bytes)
{
    const unsigned char *at = cursor_take(c, (size_t)bytes);
    uint64_t value = 0;

    for (int i = bytes - 1; at && i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

uint8_t cursor_u8(struct cursor *c)
{
    return (uint8_t)number(c, 1);
}

uint16_t cursor_u16(struct cursor *c)
{
    return (uint16_t)number(c, 2);
}

uint32_t cursor_u32(struct cursor *c)
{
    return (uint32_t)number(c, 4);
}

uint64_t cursor_u64(struct cursor *c)
{
    return number(c, 8);
}

void cursor_align(struct cursor *c, size_t align)
{
    size_t to;

    if (c->failed)
        return;
    if (!size_round_up(&to, c->at, align) || to > c->bytes) {
        c->failed = true;
        c->wanted = align - c->at % align;
        return;
    }
    c->at = to;
}

struct status cursor_status(const struct cursor *c, const char *field)
{
    if (!c->failed)
        return STATUS_OK;
    return status_fail(STATUS_BAD_FILE,
                       "%s at byte %zu needs %zu bytes, but %zu are left; the "
                       "download may be incomplete",
                       field, c->at, c->wanted, cursor_left(c));
}

void cursor_show(char *out, size_t room, const void *text, size_t bytes)
{
    const unsigned char *from = text;
    size_t n = 0;

    assert(room);
    for (; n < bytes && n + 1 < room; n++)
        out[n] = (char)(from[n] < ' ' || from[n] > '~' ? '?' : from[n]);
    out[n] = '\0';
}
