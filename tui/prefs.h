#ifndef TUI_PREFS_H
#define TUI_PREFS_H

#include <stdbool.h>

#include "engine/base/setting.h"
#include "engine/base/status.h"
#include "viz/canvas.h"

/*
 * prefs.h - how a learner wants to see the workbench: the rows of the
 * settings screen and the lines of $XDG_CONFIG_HOME/lathe/config.
 *
 * A line is `key = value`; blank lines and those that start with # stay as
 * they are when a setting is changed. All zero: everything is found out.
 */
enum prefs_colour {
    PREFS_COLOUR_AUTO,
    PREFS_COLOUR_24,
    PREFS_COLOUR_256,
    PREFS_COLOUR_16,
    PREFS_COLOUR_8,
    PREFS_COLOUR_NONE
};
enum prefs_glyphs {
    PREFS_GLYPHS_AUTO, /* as the locale and the terminal say */
    PREFS_GLYPHS_BRAILLE,
    PREFS_GLYPHS_BLOCK,
    PREFS_GLYPHS_ASCII
};
enum prefs_mouse { PREFS_MOUSE_ON, PREFS_MOUSE_OFF };

struct prefs {
    enum prefs_colour colour;
    enum canvas_theme theme;
    enum prefs_glyphs glyphs;
    enum prefs_mouse mouse;
};

enum { PREFS_ROWS = 4, PREFS_MAX_BYTES = 1 << 16 };
/* The rows, for screens and options: name, choices, what it is about. */
extern const struct setting prefs_row[PREFS_ROWS];
const char *prefs_about(int row);

/* Reads a file into `p`; one that is missing changes nothing. Errors:
 * BAD_FILE, "PATH:LINE: what is wrong"; the other lines count all the same. */
struct status prefs_read(struct prefs *p, const char *path);

/* The site's file, then the learner's own. Errors: the first of both. */
struct status prefs_open(struct prefs *p);

/* Changes one line of the file, or adds it. Errors: IO, TOO_BIG. */
struct status prefs_keep(const char *path, const char *key, const char *value);

/* What a terminal says of itself; texts are those of the environment. */
struct prefs_terminal {
    const char *no_color, *colorterm, *term, *codeset;
};

/* The one place where NO_COLOR, COLORTERM and TERM are weighed. */
struct canvas_look prefs_look(const struct prefs *p,
                              const struct prefs_terminal *t);

#endif
