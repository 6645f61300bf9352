#ifndef TUI_SCREENS_LESSONPAGE_H
#define TUI_SCREENS_LESSONPAGE_H

#include "tui/shell.h"

/*
 * lessonpage.h - one lesson: its text beside its live lab where there is
 * room, above it where there is less, one of them at a time where there is
 * little. Opens at the step where it was left.
 */

/* Its state begins with a struct lessonrun. */
extern const struct shell_screen lessonpage_screen;

/* `step` from 1; 0: where it was left. Errors: NOT_FOUND, BAD_USAGE. */
struct status lessonpage_push(struct shell *s, const char *id, int step);

/* Finds a word in the text; false where no lesson is on top, or has none. */
bool lessonpage_find(struct shell *s, const char *word);

#endif
