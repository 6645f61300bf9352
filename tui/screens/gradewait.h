#ifndef TUI_SCREENS_GRADEWAIT_H
#define TUI_SCREENS_GRADEWAIT_H

#include "tui/shell.h"

/*
 * gradewait.h - `:grade DIR`: grades a class on a thread of its own and tells
 * how far it is; then the grading screen opens over it, and leaving that
 * leaves this one too. What was graded stands in the journal, so a run that
 * is left goes on with the next one.
 *
 * Never below sandbox level good: `lathe grade` asks for a confirmation there.
 */

/* Errors: those of gradework_open(); NO_MEMORY, IO. `~/` is the home. */
struct status gradewait_push(struct shell *s, const char *folder);

#endif
