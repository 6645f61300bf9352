#ifndef TUI_SCREENS_COMEBACK_H
#define TUI_SCREENS_COMEBACK_H

#include "tui/shell.h"

/*
 * comeback.h - one card after some days away: what you had, where you were,
 * what comes next.
 */
enum { COMEBACK_DAYS = 3 };

/* Opens it where the learner was away for so long; `now` in seconds since
 * 1970. Answers whether it did. */
bool comeback_push(struct shell *s, int64_t now);

#endif
