#ifndef TUI_SCREENS_LESSONDRAW_H
#define TUI_SCREENS_LESSONDRAW_H

#include "tui/shell.h"

/* lessondraw.h - draws the lesson page; `state` is its struct lessonrun. */
void lessondraw_page(struct shell *s, void *state, struct canvas *cv);

#endif
