#ifndef ENGINE_BASE_STATUS_H
#define ENGINE_BASE_STATUS_H

/*
 * status.h - how a call says that it failed: a code and a sentence.
 *
 * Text: lower case, no full stop, what failed first, then the values that
 * clash ("matmul: a is [2, 3] but b is [4, 5]").
 */

/* One row per way to fail, with the text a learner sees. */
#define STATUS_TABLE(X)                      \
    X(STATUS_FINE, "ok")                     \
    X(STATUS_NO_MEMORY, "out of memory")     \
    X(STATUS_BAD_SHAPE, "shapes do not fit") \
    X(STATUS_TOO_BIG, "limit exceeded")      \
    X(STATUS_BAD_USAGE, "wrong usage")       \
    X(STATUS_BAD_FILE, "file not valid")     \
    X(STATUS_NOT_FOUND, "not found")         \
    X(STATUS_IO, "input or output failed")   \
    X(STATUS_CANCELLED, "cancelled")         \
    X(STATUS_UNSUPPORTED, "not supported here")

#define STATUS_ENUM(name, text) name,
enum status_code { STATUS_TABLE(STATUS_ENUM) };

/* What a call that can fail returns. A plain value: copy it, never free it. */
struct status {
    enum status_code code; /* 0 is success */
    char text[508];        /* what went wrong, "" on success */
};

#define STATUS_OK ((struct status){.code = STATUS_FINE})

/* Makes a failure. */
struct status status_fail(enum status_code code, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));

/* `st` with "context: " put before its text; unchanged where `st` is fine. */
struct status status_within(struct status st, const char *context);

/* The table's text for `code`. Borrowed, static. */
const char *status_name(enum status_code code);

/* Passes a failure up. Only where this function owns nothing yet. */
#define STATUS_TRY(call)             \
    do {                             \
        struct status try_ = (call); \
        if (try_.code)               \
            return try_;             \
    } while (0)

#endif
