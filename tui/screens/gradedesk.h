#ifndef TUI_SCREENS_GRADEDESK_H
#define TUI_SCREENS_GRADEDESK_H

#include "exercises/alike.h"
#include "exercises/gradebook.h"
#include "exercises/gradelog.h"
#include "tui/shell.h"

/*
 * gradedesk.h - a graded class on the screen: students by exercises, below it
 * the report or the source of the one in focus; from failure to failure, with
 * points and remarks by hand, which the journal keeps.
 */
struct gradedesk {
    const char *title;
    struct gradebook *book;
    struct gradelog *log;
    const struct alike *similar;
    const char *csv; /* where `w` writes */
};

/* Everything is borrowed and outlives the shell. */
void gradedesk_push(struct shell *s, const struct gradedesk *desk);

#endif
