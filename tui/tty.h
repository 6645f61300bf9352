#ifndef TUI_TTY_H
#define TUI_TTY_H

#include <stdbool.h>

#include "engine/base/status.h"
#include "tui/keys.h"
#include "tui/prefs.h"
#include "viz/canvas.h"

/*
 * tty.h - the terminal: keys in, canvases out. The only part that knows
 * curses. One at a time in a process, used by one thread.
 *
 * Whatever ends the process while it is open, the terminal comes back: a
 * handler for each deadly signal writes a fixed string and the saved modes.
 */
struct tty;

struct tty_key {
    int code; /* see keys.h */
    int row, col;
};

/* Are stdin and stdout terminals, and can this one move its cursor? */
bool tty_usable(void);

/* Errors: UNSUPPORTED, NO_MEMORY. Owner: the caller, tty_close(). */
struct status tty_open(const struct prefs *p, struct tty **out);
void tty_close(struct tty *t);

/* Other colours, glyphs or mouse from now on; the screen is drawn again. */
void tty_adopt(struct tty *t, const struct prefs *p);

/* What this terminal can show; the size in cells as of the last
 * KEYS_RESIZE. */
struct canvas_look tty_look(const struct tty *t);
int tty_rows(const struct tty *t);
int tty_cols(const struct tty *t);

/* The next key that has arrived; false where none waits. Never blocks. */
bool tty_read(struct tty *t, struct tty_key *out);

/* Shows `cv`, writing only the cells that changed, and puts the cursor at
 * (row, col), or hides it where row < 0. */
void tty_show(struct tty *t, const struct canvas *cv, int row, int col);

/* For the terminal's clipboard; nothing where it is not known to have one. */
void tty_copy(struct tty *t, const char *text, size_t bytes);

/* Ctrl+Z and Ctrl+L. Both return with the screen to be drawn again. */
void tty_suspend(struct tty *t);
void tty_redraw(struct tty *t);

/* Leaves the terminal to another program, and takes it again. */
void tty_away(struct tty *t);
void tty_back(struct tty *t);

#endif
