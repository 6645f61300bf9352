#ifndef VIZ_SINK_H
#define VIZ_SINK_H

#include <stddef.h>
#include <stdint.h>

/*
 * sink.h - where a back end writes: one call that takes bytes.
 *
 * The taker keeps its own errors; a back end writes on and never asks.
 */
struct sink {
    void (*add)(void *to, const char *text, size_t bytes);
    void *to;
};

/* `text` up to its '\0'. */
void sink_text(struct sink out, const char *text);

/* One code point as UTF-8; what is none becomes U+FFFD. */
void sink_rune(struct sink out, uint32_t rune);

#endif
