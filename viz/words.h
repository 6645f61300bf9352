#ifndef VIZ_WORDS_H
#define VIZ_WORDS_H

#include <stdarg.h>
#include <stddef.h>

/*
 * words.h - sentences into a caller's buffer: the twin of every picture for
 * those who cannot see it, for logs and for pipes.
 *
 * The text always ends in '\0' and is cut at a whole character when the
 * buffer is full; `wanted` counts on, as snprintf() does.
 */
enum words_depth {
    WORDS_FINDING, /* one sentence */
    WORDS_SHORT,   /* about five lines */
    WORDS_FULL     /* every number */
};

struct words {
    char *out;
    size_t size;   /* bytes of `out`, the '\0' included */
    size_t wanted; /* bytes that all of it takes, without the '\0' */
};

struct words words_to(char *out, size_t size);
void words_add(struct words *w, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void words_vadd(struct words *w, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));

/* A number as people write it: "0.61", "1.2e-05", "1234", "nan". Three
 * significant digits at least; at most 10 characters. */
void words_number(char *out, size_t size, float value);

#endif
