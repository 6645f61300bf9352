#ifndef VIZ_GAUGE_H
#define VIZ_GAUGE_H

#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * gauge.h - how full something is, in one row: "memory ████▌    212 of 512
 * MiB 41%". From `warn` on the value is marked with a word, not only with a
 * colour.
 */
struct gauge {
    const char *name; /* or NULL */
    double value, full;
    const char *unit; /* or NULL */
    double warn;      /* from here on it is much; 0: never */
};

void gauge_draw(const struct gauge *g, struct canvas *cv,
                struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t gauge_words(const struct gauge *g, char *out, size_t size);

#endif
