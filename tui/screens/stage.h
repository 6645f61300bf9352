#ifndef TUI_SCREENS_STAGE_H
#define TUI_SCREENS_STAGE_H

#include "lessons/reader.h"
#include "tui/guests.h"
#include "tui/shell.h"
#include "viz/page.h"

/*
 * stage.h - a lesson in front of a class: one step at a time, revealed bit by
 * bit, its labs run live. Notes and what comes next go to a second terminal.
 */
struct stage {
    const struct lesson *lesson;
    struct reader reader; /* keeps nothing */
    int shown;            /* blocks of this step that are revealed */
    bool answered;        /* and the answer of the last one */
    struct labpanel *panel;
    bool on_lab, zoom, blank;
    struct canvas *frozen; /* what the hall still sees; NULL: what is */
    bool freeze;           /* take the next frame as that */
    int64_t began_ns, step_ns;
    int rows, cols; /* of the hall */
    struct guests guests;
};

/* `step` from 1; 0: the first. Says which steps are longer than this screen.
 * Errors: NOT_FOUND; those of guests_open(). */
struct status stage_push(struct shell *s, const char *id, int step);

/* Does this step, all of it revealed, fit a hall of that size? Answers the
 * lines that it is too long by, 0 where it fits. Errors: NO_MEMORY. */
struct status stage_overflow(const struct lesson *l, int step,
                             const struct canvas *hall, int *lines);

/* stage_draw.c: one frame; what the guests are told of it. */
void stage_draw(struct shell *s, void *state, struct canvas *cv);
void stage_tell(struct shell *s, struct stage *st, const struct canvas *cv);

#endif
