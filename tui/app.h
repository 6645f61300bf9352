#ifndef TUI_APP_H
#define TUI_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * app.h - the workbench: opens the terminal, runs until the learner quits,
 * and gives the terminal back as it was.
 *
 * Call it only where tty_usable() (tui/tty.h) says so; main() prints the
 * course map instead where it does not.
 */
struct gradedesk; /* tui/screens/gradedesk.h */

struct app_options {
    const char *lesson;      /* "L16": opens its page; NULL: the course map, or
                              * the first start where nothing is recorded */
    int step;                /* 1..: that step of it; 0: where it was left */
    bool present;            /* that lesson before a class */
    bool review;             /* what is due of earlier lessons */
    const char *lab;         /* "attention-map": opens it on the full screen */
    const char *const *knob; /* "layer=1" ..., NULL-terminated; or NULL */
    uint64_t seed;      /* of the labs that are opened; 0: each lab's own */
    const char *colour; /* as `color` of tui/prefs.h; NULL: as kept */
    const char *theme;  /* as `theme` there; NULL: as kept */
    bool ascii;         /* no glyph outside ASCII */
    bool no_mouse;
    const struct gradedesk *desk; /* a graded class, opened first; or NULL */
    const char *record; /* the session as an asciinema file; or NULL */
};

/* Errors: BAD_USAGE (no such colour or theme), UNSUPPORTED (the terminal cannot
 * be driven), NOT_FOUND (no such lesson or lab), IO (progress cannot be kept),
 * NO_MEMORY. The terminal is restored before this returns, whatever happened.
 */
struct status app_run(const struct app_options *o);

#endif
