#ifndef TUI_SCREENS_EXLIST_H
#define TUI_SCREENS_EXLIST_H

#include "tui/shell.h"

/* exlist.h - all exercises with how each stands. It opens at the first one of
 * lesson `row` of the catalogue; -1: at the first that is not passed. */
void exlist_push(struct shell *s, int row);

#endif
