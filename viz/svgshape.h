#ifndef VIZ_SVGSHAPE_H
#define VIZ_SVGSHAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "viz/sink.h"

/*
 * svgshape.h - glyphs that are drawn as shapes: blocks, quadrants, shades,
 * braille, box drawing.
 *
 * Units: a cell is SVGSHAPE_WIDE by SVGSHAPE_HIGH.
 */
enum { SVGSHAPE_WIDE = 10, SVGSHAPE_HIGH = 20 };

/* Whether this glyph is one; any other is text. */
bool svgshape_knows(uint32_t rune);

/* Whether `n` of them in a row are one shape that is `n` cells wide. */
bool svgshape_joins(uint32_t rune);

/* The glyph, `cells` of them joined, at (x, y), in colour `rgb`. */
void svgshape_draw(struct sink out, uint32_t rune, int x, int y, int cells,
                   uint32_t rgb);

/* printf() into a sink; at most 255 bytes. */
void svgshape_print(struct sink out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
