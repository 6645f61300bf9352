#ifndef TUI_SCREENS_LESSONDRAW_H
#define TUI_SCREENS_LESSONDRAW_H

#include "tui/shell.h"

/* lessondraw.h - draws the lesson page; `state` is its struct lessonrun. */
void lessondraw_page(struct shell *s, void *state, struct canvas *cv);
/* A click puts the part that it hits in focus. */
void lessondraw_click(struct shell *s, void *state, int row, int col);

#endif
