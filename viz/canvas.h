#ifndef VIZ_CANVAS_H
#define VIZ_CANVAS_H

#include <stdint.h>

#include "viz/ink.h"

/*
 * canvas.h - a grid of character cells that every picture is drawn into.
 *
 * Units: rows and columns of the terminal, counted from 0. `style` is an
 * enum ink with attributes, see viz/ink.h.
 * Errors: drawing cannot fail. What lies outside the canvas is clipped.
 */

/* What the terminal can do. All zero: Unicode glyphs, braille, no colour. */
enum canvas_glyphs { CANVAS_GLYPHS_UNICODE, CANVAS_GLYPHS_ASCII };
enum canvas_graph {
    CANVAS_GRAPH_BRAILLE,
    CANVAS_GRAPH_BLOCK,
    CANVAS_GRAPH_ASCII
};
enum canvas_theme {
    CANVAS_THEME_DEFAULT, /* the terminal's own text and background colour */
    CANVAS_THEME_DARK,
    CANVAS_THEME_LIGHT,
    CANVAS_THEME_CONTRAST,
    CANVAS_THEME_MONO
};
enum { CANVAS_RGB = 1 << 24, CANVAS_MAX_SIDE = 4096 };
struct canvas_look {
    enum canvas_glyphs glyphs;
    enum canvas_graph graph;
    enum canvas_theme theme;
    int colours; /* 0, 8, 16, 256 or CANVAS_RGB */
};

/* A wide glyph has width 2 and is followed by a cell of width 0. */
struct canvas_cell {
    uint32_t rune; /* Unicode code point; 0 is a blank */
    uint32_t mark; /* one combining mark on top of it, or 0 */
    uint8_t fg;    /* enum ink: a role or a ramp level */
    uint8_t bg;
    uint8_t attr;  /* INK_BOLD.. shifted right by 16 */
    uint8_t width; /* 1, 2, or 0 for the right half; blanks may say 0 too */
};

struct spots;

/* Cells belong to whoever made them; a canvas_sub() borrows. */
struct canvas {
    int rows, cols;
    int stride; /* cells from one row to the next */
    struct canvas_cell *cells;
    struct canvas_look look;
    struct spots *spots; /* viz/spots.h: what is drawn is noted; or NULL */
};

struct canvas_rect {
    int row, col, rows, cols;
};

/* A blank canvas on the heap. Errors: NULL when memory ends or a side is
 * negative or above CANVAS_MAX_SIDE. Owner: the caller, canvas_free(). */
struct canvas *canvas_new(int rows, int cols, struct canvas_look look);
void canvas_free(struct canvas *cv);

/* A canvas over the caller's `rows * cols` cells, which it leaves as is. */
struct canvas canvas_over(struct canvas_cell *cells, int rows, int cols,
                          struct canvas_look look);

/* The part of `cv` inside `at`: nothing drawn there can leave it. */
struct canvas canvas_sub(const struct canvas *cv, struct canvas_rect at);

/* The rectangle that is all of `cv`. */
struct canvas_rect canvas_whole(const struct canvas *cv);

/* The cell to show: half a wide glyph whose other half was drawn over comes
 * back as a blank. A blank outside the canvas. */
struct canvas_cell canvas_at(const struct canvas *cv, int row, int col);

/* Every cell of `at` becomes `rune`; 0 makes blanks. */
void canvas_fill(struct canvas *cv, struct canvas_rect at, uint32_t rune,
                 unsigned style);

/* Gives the cells of `at` a style and keeps their glyphs. */
void canvas_tint(struct canvas *cv, struct canvas_rect at, unsigned style);

/* One printable glyph as it is. For anything that was read: canvas_text(). */
void canvas_put(struct canvas *cv, int row, int col, uint32_t rune,
                unsigned style);

/* UTF-8 on one row. Control characters and bad bytes are folded, and an ASCII
 * look spells everything in ASCII. Answers the columns it wanted to use, also
 * where it was clipped. */
int canvas_text(struct canvas *cv, int row, int col, const char *utf8,
                unsigned style);
int canvas_printf(struct canvas *cv, int row, int col, unsigned style,
                  const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* canvas_text() in the first row of `at`; a text that does not fit ends in an
 * ellipsis. Answers the columns used. */
int canvas_fit(struct canvas *cv, struct canvas_rect at, const char *utf8,
               unsigned style);

/* The columns that canvas_text() would want. */
int canvas_cols(const struct canvas *cv, const char *utf8);

/* A box with a title (or NULL) and, above 0, the number of the panel. Answers
 * the rectangle inside, which may be empty. */
struct canvas_rect canvas_frame(struct canvas *cv, struct canvas_rect at,
                                int number, const char *title, unsigned style);

#endif
