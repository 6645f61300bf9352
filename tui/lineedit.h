#ifndef TUI_LINEEDIT_H
#define TUI_LINEEDIT_H

#include <stdbool.h>

#include "viz/canvas.h"

/*
 * lineedit.h - one line of text being typed: UTF-8, a cursor, no history.
 * Zeroed memory is an empty line.
 */
enum { LINEEDIT_BYTES = 4096 };

struct lineedit {
    char text[LINEEDIT_BYTES + 1];
    int bytes, at; /* the cursor stands before byte `at` */
};

void lineedit_set(struct lineedit *e, const char *utf8);
/* Types a character, moves or deletes; Ctrl+A E U W as in a shell. Answers
 * whether `key` (keys.h) meant something to a line. */
bool lineedit_key(struct lineedit *e, int key);
/* Draws the part around the cursor in the first row of `at`; answers the
 * column of the cursor. */
int lineedit_draw(const struct lineedit *e, struct canvas *cv,
                  struct canvas_rect at, unsigned style);

#endif
