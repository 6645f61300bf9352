#ifndef ENGINE_BASE_BUF_H
#define ENGINE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/*
 * buf.h - bytes that grow, with a cap. `data` always ends in a '\0' that
 * `bytes` does not count, so text can be read in place.
 *
 * Failure is sticky: after one refused growth nothing is added any more, and
 * buf_status() tells why. Callers add freely and ask once.
 */
struct buf {
    char *data; /* NULL while empty */
    size_t bytes, room, limit_bytes;
    bool failed;
};

void buf_init(struct buf *b, size_t limit_bytes);
void buf_release(struct buf *b);

/* Empties it, keeps the room, and forgets a failure. */
void buf_clear(struct buf *b);

/* Keeps the first `bytes` only. */
void buf_cut(struct buf *b, size_t bytes);

void buf_add(struct buf *b, const void *data, size_t bytes);
void buf_text(struct buf *b, const char *text);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The text so far, "" while empty. Borrowed until the next call. */
const char *buf_string(const struct buf *b);

/* Hands the bytes over to the caller, who frees them; `b` is empty then. */
char *buf_take(struct buf *b);

struct status buf_status(const struct buf *b);

#endif
