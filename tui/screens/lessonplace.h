#ifndef TUI_SCREENS_LESSONPLACE_H
#define TUI_SCREENS_LESSONPLACE_H

#include "lessons/reader.h"
#include "viz/canvas.h"

/*
 * lessonplace.h - where text and lab of a lesson stand: side by side from
 * 100x30 on, one above the other from 60 columns on, else one at a time.
 * A part that has no room has 0 rows.
 */
enum lessonplace_kind {
    LESSONPLACE_TEXT_ONLY,
    LESSONPLACE_BESIDE,
    LESSONPLACE_ABOVE,
    LESSONPLACE_ONE
};

struct lessonplace {
    enum lessonplace_kind kind;
    struct canvas_rect text, lab;
};

/* `lab`: the step has one; `on_lab`: it is in focus. */
struct lessonplace lessonplace_for(const struct canvas *cv, bool lab,
                                   bool on_lab);
/* One above the other, the part in focus has most of the room: a lab leaves
 * the text a few lines, a text that is short leaves the lab more. A closed lab
 * takes one line. */
void lessonplace_share(struct lessonplace *p, int lines, bool on_lab,
                       bool closed);

/* The first row: lesson, kind of step, place. Then what parts the panels. */
void lessonplace_title(const struct reader *r, struct canvas *cv);
void lessonplace_frame(const struct lessonplace *p, bool on_lab,
                       struct canvas *cv);

#endif
