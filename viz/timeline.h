#ifndef VIZ_TIMELINE_H
#define VIZ_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * timeline.h - what happened when: spans in rows over one axis of time, and
 * events that take none. Eras of a history, requests in a batch, ops of a
 * step.
 */
struct timeline_span {
    int row;
    const char *name;  /* inside the span, or behind it, where it fits */
    double start, end; /* equal: an event */
};

/* All zero is a valid start; every pointer is borrowed. */
struct timeline {
    const char *const *row_name; /* [rows] or NULL */
    int rows;
    const struct timeline_span *span; /* by start */
    int spans;
    double low, high; /* both 0: as the data */
    const char *unit; /* "ms", "year"; or NULL */
    const char *title;
    bool cursor; /* keep this row in sight and mark it */
    int at_row;
    bool has_now; /* a line down at `now` */
    double now;
};

void timeline_draw(const struct timeline *t, struct canvas *cv,
                   struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t timeline_words(const struct timeline *t, enum words_depth depth,
                      char *out, size_t size);

#endif
