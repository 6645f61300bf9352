#ifndef TUI_LABPICTURE_H
#define TUI_LABPICTURE_H

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "lessons/labs/labrun.h"

/*
 * labpicture.h - what a lab shows, as a file: its last picture or all of them.
 *
 * The same run gives the same bytes, unless it shows what was measured.
 */
enum labpicture_format {
    LABPICTURE_PLAIN, /* text, then the words */
    LABPICTURE_ANSI,  /* the same in colour, for less -R */
    LABPICTURE_SVG,   /* shapes, with the words inside */
    LABPICTURE_CSV,   /* the numbers behind it */
    LABPICTURE_CAST   /* every frame, for asciinema */
};

struct labpicture {
    enum labpicture_format format;
    struct canvas_look look;
    int rows, cols;
    bool timing;
};

/* The file name's end, such as "svg". */
const char *labpicture_ending(enum labpicture_format format);

/* One picture of any format but CAST. `view` says where the learner looks. */
struct status labpicture_write(const struct labpicture *p,
                               const struct lab *lab, const void *snapshot,
                               const struct lab_view *view, struct buf *out);

/* Runs the lab to its end, or `limit` steps (below 0: none), and records a
 * frame a step, a tenth of a second apart; in a long run not every step. */
struct status labpicture_record(const struct labpicture *p, struct labrun *r,
                                int64_t limit, struct buf *out);

#endif
