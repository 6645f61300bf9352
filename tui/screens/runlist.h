#ifndef TUI_SCREENS_RUNLIST_H
#define TUI_SCREENS_RUNLIST_H

#include "tui/shell.h"

/*
 * runlist.h - `:runs`: what was trained here, the curve of one run, and two
 * runs over the same steps.
 */
void runlist_push(struct shell *s);

#endif
