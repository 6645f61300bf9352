#ifndef TUI_SCREENS_WELCOME_H
#define TUI_SCREENS_WELCOME_H

#include "tui/shell.h"

/*
 * welcome.h - the very first screen: a line to type in, what the house model
 * would say next beneath it, and one choice of a path.
 */
void welcome_push(struct shell *s);

/* Nothing is recorded yet, so this is the first start. */
bool welcome_due(struct shell *s);

#endif
