#ifndef TUI_LABKNOBS_H
#define TUI_LABKNOBS_H

#include "tui/labpanel.h"
#include "viz/canvas.h"

/*
 * labknobs.h - the knobs of a panel: what an arrow makes of a value, and the
 * rows that show them.
 */
enum { LABKNOBS_BYTES = 64 };

/* The value after `text`, one notch up (way 1) or down (-1), within the knob's
 * range. Answers false where it stays, or has no notches (a text). */
bool labknobs_moved(const struct lab_knob *knob, const char *text, int way,
                    char out[LABKNOBS_BYTES]);

int labknobs_count(const struct lab *lab);

/* Rows that the knobs take on `cols` columns; 0 where there are none. */
int labknobs_rows(const struct labpanel *p, const struct canvas *cv, int cols);

/* Draws them into `at`; the cursor of a line being edited goes to *row, *col,
 * which stay where there is none. */
void labknobs_draw(const struct labpanel *p, struct canvas *cv,
                   struct canvas_rect at, int *row, int *col);

#endif
