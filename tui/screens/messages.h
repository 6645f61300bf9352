#ifndef TUI_SCREENS_MESSAGES_H
#define TUI_SCREENS_MESSAGES_H

#include "tui/shell.h"

/* messages.h - what the bottom line has said, the newest first. */
void messages_push(struct shell *s);

#endif
