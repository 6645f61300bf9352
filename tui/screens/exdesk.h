#ifndef TUI_SCREENS_EXDESK_H
#define TUI_SCREENS_EXDESK_H

#include "lessons/reader.h"
#include "tui/shell.h"

/*
 * exdesk.h - an exercise in code: its text, the learner's file, what the
 * checks say of it, how the error lies, what the code printed, hints, and what
 * changed. The file is edited in the learner's own editor and judged at every
 * save, in the background.
 *
 * `reader` is that of the lesson beneath, whose `block` is told of a pass; it
 * is borrowed and must outlive the screen. NULL: opened from elsewhere.
 * Errors: NOT_FOUND (no such exercise), IO, NO_MEMORY.
 */
struct status exdesk_push(struct shell *s, const char *name,
                          struct reader *reader, int block);

#endif
