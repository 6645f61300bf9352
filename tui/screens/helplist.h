#ifndef TUI_SCREENS_HELPLIST_H
#define TUI_SCREENS_HELPLIST_H

#include "tui/shell.h"

/* helplist.h - the keys of the screen beneath, those of its lab, and those
 * that every screen has. Typing filters, Enter does what the line says. */
void helplist_push(struct shell *s);

#endif
