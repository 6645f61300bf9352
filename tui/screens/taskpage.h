#ifndef TUI_SCREENS_TASKPAGE_H
#define TUI_SCREENS_TASKPAGE_H

#include "lessons/reader.h"
#include "tui/shell.h"

/*
 * taskpage.h - an exercise as a task: find the changed line, then answer
 * short questions. When all is answered the reader is told the score.
 *
 * `reader` is borrowed and must outlive the screen: it is that of the lesson
 * beneath, or NULL. Errors: NOT_FOUND, BAD_FILE, NO_MEMORY.
 */
struct status taskpage_push(struct shell *s, const char *name,
                            struct reader *reader, int block);

#endif
