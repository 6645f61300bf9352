#ifndef VIZ_INK_H
#define VIZ_INK_H

/*
 * ink.h - what a cell means, never which colour that is.
 *
 * An ink is a role or a level of a ramp. A style is the ink of the glyph,
 * perhaps an ink behind it, and attributes:
 *     INK_GOOD        INK_TITLE | INK_BOLD        ink_on(INK_BAD, INK_FOCUS)
 * viz/palette.h turns inks into colours for one terminal and theme.
 */
enum ink {
    INK_TEXT, /* as a background: the terminal's own */
    INK_DIM,
    INK_TITLE,
    INK_FOCUS,
    INK_ACCENT,
    INK_GOOD,
    INK_BAD,
    INK_WARN,
    INK_KEY,   /* the name of a key in a hint */
    INK_CODE,  /* program text inside a paragraph */
    INK_FRAME, /* borders and axes */
    INK_MASK,  /* a place of a picture that has no value */
    INK_HIT,   /* what a search found */
    INK_SERIES1,
    INK_SERIES2,
    INK_SERIES3,
    INK_SERIES4,
    INK_SERIES5,
    INK_SERIES6,
    INK_ROLES, /* how many roles there are */

    INK_RAMP = 32, /* from little to much */
    INK_RAMP_LEVELS = 32,
    INK_SIGNED = 64, /* from -1 to 1; the level in the middle is zero */
    INK_SIGNED_LEVELS = 33,
    INK_COUNT = 97,

    INK_BOLD = 1 << 16,
    INK_REVERSE = 1 << 17,
    INK_UNDERLINE = 1 << 18,
    INK_ITALIC = 1 << 19
};

/* `fg` with `bg` behind it; attributes of `fg` stay. */
unsigned ink_on(unsigned fg, unsigned bg);

/* The ink for a share of 0..1. Clamps; NaN becomes INK_BAD. */
unsigned ink_ramp(float share);

/* The ink for a share of -1..1. Clamps; NaN becomes INK_BAD. */
unsigned ink_signed(float share);

#endif
