#ifndef VIZ_PEN_H
#define VIZ_PEN_H

#include <stdbool.h>

#include "viz/canvas.h"

/*
 * pen.h - writes text from left to right on one row of a canvas; the work of
 * canvas_text(). Every column is counted, also those that are clipped.
 */
struct pen {
    struct canvas *cv; /* NULL: only count */
    int row, start;
    long long cols; /* so far */
    unsigned style;
};

/* UTF-8, folded; spelt in ASCII where `ascii` is set. */
void pen_text(struct pen *pen, const char *utf8, bool ascii);

#endif
