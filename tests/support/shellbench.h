#ifndef TESTS_SUPPORT_SHELLBENCH_H
#define TESTS_SUPPORT_SHELLBENCH_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/shell.h"

/*
 * shellbench.h - a workbench with no terminal over a course of its own, for
 * suites of screens. Links testlabs in place of the real labs.
 */
enum { SHELLBENCH_BYTES = 1 << 16 };

struct shellbench {
    char folder[64], course[80], database[80];
    struct shell *shell;
    struct canvas *cv;
    char text[SHELLBENCH_BYTES];
    size_t bytes;
};

void shellbench_begin(struct shellbench *b);
/* The same over another lesson L01: these steps behind its front. */
void shellbench_begin_with(struct shellbench *b, const char *steps);
/* On the course map in 256 colours, behind these keys. */
void shellbench_room(struct shellbench *b, const char *keys);
void shellbench_end(struct shellbench *b);

/* One frame as plain text. */
const char *shellbench_frame(struct shellbench *b, int cols, int rows);
bool shellbench_shows(struct shellbench *b, int cols, int rows,
                      const char *part);
void shellbench_press(struct shellbench *b, const char *ascii);

/* Lets the engine work until the frame shows `part`. */
void shellbench_wait_for(struct shellbench *b, int cols, int rows,
                         const char *part);

/* The screen at 120x40, 80x24 and 40x12, with its colours, is that of
 * tests/tui/golden/NAME.txt; LATHE_GOLDEN=write keeps it there. */
void shellbench_golden(struct shellbench *b, const char *name);

#endif
