#include "engine/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/size.h"

#define FIRST_ROOM 256

void buf_init(struct buf *b, size_t limit_bytes)
{
    *b = (struct buf){.limit_bytes = limit_bytes};
}

void buf_release(struct buf *b)
{
    free(b->data);
    *b = (struct buf){.limit_bytes = b->limit_bytes};
}

void buf_clear(struct buf *b)
{
    b->bytes = 0;
    b->failed = false;
    if (b->data)
        b->data[0] = '\0';
}

void buf_cut(struct buf *b, size_t bytes)
{
    if (bytes >= b->bytes)
        return;
    b->bytes = bytes;
    b->data[bytes] = '\0';
}

/* Makes room for `more` bytes and the closing '\0'. */
static bool reserve(struct buf *b, size_t more)
{
    size_t need;

    if (b->failed)
        return false;
    if (!size_add(&need, b->bytes, more) || need > b->limit_bytes ||
        !size_add(&need, need, 1)) {
        b->failed = true;
        return false;
    }
    if (need <= b->room)
        return true;

    size_t room = b->room ? b->room : FIRST_ROOM;
    while (room < need)
        if (!size_mul(&room, room, 2))
            room = need;

    char *data = realloc(b->data, room);
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->room = room;
    return true;
}

void buf_add(struct buf *b, const void *data, size_t bytes)
{
    if (!reserve(b, bytes))
        return;
    if (bytes)
        memcpy(b->data + b->bytes, data, bytes);
    b->bytes += bytes;
    b->data[b->bytes] = '\0';
}

void buf_text(struct buf *b, const char *text)
{
    buf_add(b, text, strlen(text));
}

void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    const int bytes = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (bytes < 0)
        b->failed = true;
    else if (reserve(b, (size_t)bytes)) {
        vsnprintf(b->data + b->bytes, (size_t)bytes + 1, fmt, again);
        b->bytes += (size_t)bytes;
    }
    va_end(again);
}

const char *buf_string(const struct buf *b)
{
    return b->data ? b->data : "";
}

char *buf_take(struct buf *b)
{
    char *data = b->data;

    b->data = NULL;
    b->bytes = b->room = 0;
    return data;
}

struct status buf_status(const struct buf *b)
{
    if (!b->failed)
        return STATUS_OK;
    return status_fail(STATUS_TOO_BIG, "text grew past %zu bytes",
                       b->limit_bytes);
}
