#ifndef TUI_SCREENS_NOTELIST_H
#define TUI_SCREENS_NOTELIST_H

#include "tui/shell.h"

/*
 * notelist.h - `:notes`: what the learner wrote beside steps, and the steps
 * that are marked, newest first. Enter goes there.
 */
void notelist_push(struct shell *s);

#endif
