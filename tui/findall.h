#ifndef TUI_FINDALL_H
#define TUI_FINDALL_H

#include "tui/shell.h"

/*
 * findall.h - `:find all TEXT`: where the course, its labs and exercises, the
 * glossary and the learner's own notes hold a text, with a way there.
 */
void findall_push(struct shell *s, const char *text);

#endif
