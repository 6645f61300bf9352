#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include "engine/base/status.h"

/*
 * keymap.h - keys of the learner's own: the file `keys` of the configuration
 * folder, a line a key,
 *
 *     Ctrl+N = Down          everywhere
 *     lesson: i = e          on one screen, by the name that its help has
 *     lesson: e = nothing
 *
 * What is pressed stands left, what it then means stands right. Where text is
 * typed a letter is a letter.
 */
enum { KEYMAP_ROWS = 64, KEYMAP_SCREEN = 24 };

struct keymap {
    struct {
        char screen[KEYMAP_SCREEN]; /* "": everywhere */
        int from, to;               /* to 0: nothing */
    } row[KEYMAP_ROWS];
    int count;
};

/* A file that is not there is an empty one. Errors: BAD_FILE with file and
 * line; `m` then holds the lines before. */
struct status keymap_read(struct keymap *m, const char *path);

/* What a pressed key means on that screen; 0: nothing. */
int keymap_meaning(const struct keymap *m, const char *screen, int key);
/* The key to press for it there, itself where nothing else is said; 0: none
 * does. */
int keymap_pressed(const struct keymap *m, const char *screen, int key);

#endif
