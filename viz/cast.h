#ifndef VIZ_CAST_H
#define VIZ_CAST_H

#include <stdbool.h>

#include "viz/canvas.h"
#include "viz/sink.h"

/*
 * cast.h - frames over time as an asciinema recording, version 2: a line of
 * JSON about it, then one line a frame, which redraws the rows that changed.
 *
 *     cast_begin(&c, out, first_canvas, "loss of a small GPT", 0);
 *     cast_frame(&c, canvas, 0.1);   ...   cast_mark(&c, 4.0, "step 100");
 *     cast_end(&c);
 *
 * A frame of another size says so first. Input is never recorded. Errors: the
 * sink keeps its own; cast_begin() answers false when memory ends, and the
 * calls after it do nothing. Source: docs.asciinema.org, asciicast v2.
 */
struct cast {
    struct sink out;
    struct canvas *shown; /* the last frame; owned */
    bool fresh;           /* the screen is to be cleared */
};

/* `when` is a time since 1970, or 0 to say none, as for files that are to be
 * the same every time. The size and look are those of `cv`. */
bool cast_begin(struct cast *c, struct sink out, const struct canvas *cv,
                const char *title, long long when);

/* At `seconds` since the start, never less than the call before. A frame that
 * is like the last one takes no line. */
void cast_frame(struct cast *c, const struct canvas *cv, double seconds);

/* A place to jump to. */
void cast_mark(struct cast *c, double seconds, const char *name);

void cast_end(struct cast *c);

#endif
