#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include <stdbool.h>

#include "engine/base/status.h"

/*
 * editor.h - which command opens a file in the learner's own editor: $VISUAL,
 * $EDITOR, else the first of nano, vim and vi that is there.
 */
enum { EDITOR_WORDS = 12, EDITOR_TEXT = 2048 };

struct editor {
    char *word[EDITOR_WORDS + 1]; /* argv; points into `text` */
    char text[EDITOR_TEXT];
    bool beside; /* it returns at once: the editor stands in a pane of tmux */
};

/* At `line` where the editor is known to take one, from 1; 0: at its start.
 * `beside` wishes a pane beside this one and is heard inside tmux only.
 * Errors: NOT_FOUND (no editor), TOO_BIG. */
struct status editor_choose(struct editor *e, const char *path, int line,
                            bool beside);

/* Runs it and waits for its end. Errors: IO, where it cannot start. */
struct status editor_run(const struct editor *e);

#endif
