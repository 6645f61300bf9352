#ifndef ENGINE_BASE_CURSOR_H
#define ENGINE_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * cursor.h - reads bytes that somebody else wrote, and never one too many.
 *
 * Numbers stand low byte first, at any address. The first read past the end
 * fails, and so do all after it: they give 0 and NULL. Callers read a field
 * and ask cursor_status() before they believe it.
 */
struct cursor {
    const unsigned char *data;
    size_t bytes, at;
    size_t wanted; /* by the read that failed */
    bool failed;
};

struct cursor cursor_over(const void *data, size_t bytes);

static inline size_t cursor_left(const struct cursor *c)
{
    return c->bytes - c->at;
}

/* The next `bytes` bytes, borrowed from the data. */
const unsigned char *cursor_take(struct cursor *c, size_t bytes);

uint8_t cursor_u8(struct cursor *c);
uint16_t cursor_u16(struct cursor *c);
uint32_t cursor_u32(struct cursor *c);
uint64_t cursor_u64(struct cursor *c);

/* Goes on at the next multiple of `align`, a power of two, counted from the
 * start of the data. */
void cursor_align(struct cursor *c, size_t align);

/* BAD_FILE with the name of the field, where it starts and what it lacks, once
 * a read has failed. */
struct status cursor_status(const struct cursor *c, const char *field);

/* `bytes` of text from a file as printable text: other
 * bytes become '?', and what does not fit `room` is cut off. */
void cursor_show(char *out, size_t room, const void *text, size_t bytes);

#endif
