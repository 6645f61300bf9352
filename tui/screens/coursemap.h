#ifndef TUI_SCREENS_COURSEMAP_H
#define TUI_SCREENS_COURSEMAP_H

#include "tui/shell.h"

/*
 * coursemap.h - the map: stages, lessons, how far the learner came, and what
 * comes next. Lessons that are only planned are dim and do not open.
 */
void coursemap_push(struct shell *s);
const struct shell_screen *coursemap_screen(void);

/* Moves to the next lesson whose title or id holds `word`; false where the
 * map is not on top, or has none. */
bool coursemap_find(struct shell *s, const char *word);

/* The path chosen at the first start, in the note "path". It decides which
 * stages the map shows folded at first. */
enum coursemap_path { COURSEMAP_START, COURSEMAP_PYTORCH, COURSEMAP_TEACH };
struct status coursemap_choose(struct shell *s, enum coursemap_path path);

#endif
