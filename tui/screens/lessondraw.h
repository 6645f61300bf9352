#ifndef TUI_SCREENS_LESSONDRAW_H
#define TUI_SCREENS_LESSONDRAW_H

#include "tui/shell.h"

/* lessondraw.h - draws the lesson page; `state` is its struct lessonrun. */
void lessondraw_page(struct shell *s, void *state, struct canvas *cv);
/* A click puts the part that it hits in focus; the wheel scrolls the text. */
bool lessondraw_go(struct shell *s, void *state, const struct spots_spot *spot);
bool lessondraw_wheel(struct shell *s, void *state, int panel, int way);

#endif
