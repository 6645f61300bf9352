#ifndef VIZ_COLOURS_H
#define VIZ_COLOURS_H

#include <stdbool.h>

#include "viz/canvas.h"

/*
 * colours.h - how many colours to use and which theme: what was asked for,
 * then NO_COLOR, then what the terminal says of itself.
 *
 * Source: no-color.org; the texts are those of the environment, so that a
 * test can give its own.
 */
struct colours_say {
    const char *asked;     /* --color: auto, 24, 256, 16, 8, none; or NULL */
    const char *no_color;  /* NO_COLOR, or NULL; "" counts as not set */
    const char *colorterm; /* COLORTERM, or NULL */
    const char *term;      /* TERM, or NULL */
};

/* What fits canvas_look.colours. False where `asked` is none of its words;
 * *out is then as for auto. */
bool colours_choose(const struct colours_say *say, int *out);

/* default, dark, light, contrast, mono. False for any other name. */
bool colours_theme(const char *name, enum canvas_theme *out);

/* The words that colours_choose() and colours_theme() take, for messages. */
const char *colours_words(void);
const char *colours_themes(void);

#endif
