#ifndef VIZ_PALETTE_H
#define VIZ_PALETTE_H

#include <stdint.h>

#include "viz/canvas.h"

/*
 * palette.h - which colour an ink has on one terminal, in one theme.
 *
 * Where colours are few, attributes stand in: with none at all a title is
 * bold and a focus is reversed, so that no state is told by colour alone.
 */
enum { PALETTE_OWN = -1 }; /* the terminal's own text or background */

/* What to send for a cell. A colour is PALETTE_OWN, an index below
 * look->colours, or 0xrrggbb where look->colours is CANVAS_RGB. */
struct palette_paint {
    int32_t fg, bg;
    unsigned attr; /* INK_BOLD, INK_ITALIC, INK_REVERSE, INK_UNDERLINE */
};

struct palette_paint palette_paint(const struct canvas_look *look,
                                   const struct canvas_cell *cell);

/* One ink as 0xrrggbb, for pictures that are files; never PALETTE_OWN.
 * `behind` asks for its colour as a background. */
uint32_t palette_rgb(const struct canvas_look *look, unsigned ink, int behind);

#endif
