#ifndef VIZ_WIRES_H
#define VIZ_WIRES_H

#include "viz/canvas.h"

/*
 * wires.h - straight lines of box drawing that join where they meet.
 *
 * The lines live in the glyphs of the canvas: a new one adds its directions
 * to those that its cells have already. ASCII knows '-', '|' and '+'.
 */
enum { WIRES_UP = 1, WIRES_DOWN = 2, WIRES_LEFT = 4, WIRES_RIGHT = 8 };

/* Adds directions to one cell. */
void wires_join(struct canvas *cv, int row, int col, unsigned directions,
                unsigned style);

/* From column `from` to column `to` (either order), both ends included; the
 * ends reach only inwards, so that corners are joined by a second line. */
void wires_across(struct canvas *cv, int row, int from, int to, unsigned style);
void wires_down(struct canvas *cv, int col, int from, int to, unsigned style);

#endif
