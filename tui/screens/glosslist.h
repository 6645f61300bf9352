#ifndef TUI_SCREENS_GLOSSLIST_H
#define TUI_SCREENS_GLOSSLIST_H

#include "lessons/lesson.h"
#include "tui/shell.h"

/*
 * glosslist.h - the glossary, at a term or at its first one; and the terms
 * that one step uses. Enter goes to the step that shows a term.
 */
void glosslist_push(struct shell *s, const char *term);
void glosslist_push_step(struct shell *s, const struct lesson_step *step);

#endif
