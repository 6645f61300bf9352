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

/* The path chosen at the first start, kept in the note "path". It decides which
 * stages the map shows folded at first, and what it tells of a lesson. */
enum coursemap_path {
    COURSEMAP_START,   /* the first stage and that of the next lesson */
    COURSEMAP_PYTORCH, /* the stages of models and applications */
    COURSEMAP_TEACH,   /* all; with minutes, needs, and the notes in lessons */
    COURSEMAP_PATHS
};
/* "from the start", and what it means in a sentence. */
const char *coursemap_path_name(enum coursemap_path path);
const char *coursemap_path_about(enum coursemap_path path);
/* The word by which `:path` knows it. */
const char *coursemap_path_word(enum coursemap_path path);
enum coursemap_path coursemap_path(struct shell *s);
/* Keeps the choice; a map that is on top shows it at once. */
struct status coursemap_choose(struct shell *s, enum coursemap_path path);

#endif
