#ifndef VIZ_RASTER_H
#define VIZ_RASTER_H

#include <stdbool.h>

#include "viz/canvas.h"

/*
 * raster.h - dots finer than a cell: 2x4 in a braille glyph, 2x2 in a quadrant
 * glyph, 1x1 where there is only ASCII.
 *
 * The dots live in the glyphs of the canvas itself, so that drawing needs no
 * memory: a new dot joins those which its cell has already.
 */
struct raster {
    struct canvas cv;     /* the cells it covers */
    int cols, rows;       /* in dots */
    int per_col, per_row; /* dots across and down a cell */
    bool slopes;          /* lines of ASCII are / and \\ instead of dots */
};

struct raster raster_over(const struct canvas *cv, struct canvas_rect at);

/* One dot of a line; clipped. Where dots are whole cells it is a '.' that
 * overwrites nothing. */
void raster_dot(struct raster *r, int col, int row, unsigned style);

/* A line that includes both ends. */
void raster_line(struct raster *r, const int from[2], const int to[2],
                 unsigned style);

#endif
