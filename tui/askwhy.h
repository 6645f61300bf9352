#ifndef TUI_ASKWHY_H
#define TUI_ASKWHY_H

#include "tui/shell.h"

/*
 * askwhy.h - `:why QUESTION`: what the course says to that, in its own
 * sentences, with a way to the steps they stand in.
 */
void askwhy_push(struct shell *s, const char *question);

#endif
