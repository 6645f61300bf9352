#ifndef VIZ_BLOCKS_H
#define VIZ_BLOCKS_H

#include "viz/canvas.h"

/*
 * blocks.h - a filled part of a rectangle, in eighths of a cell; in ASCII in
 * whole cells with one that says how much of it counts.
 *
 * `share` is clamped to 0..1. Little is not nothing: above zero at least the
 * smallest step is seen.
 */
void blocks_right(struct canvas *cv, struct canvas_rect at, float share,
                  unsigned ink);
void blocks_up(struct canvas *cv, struct canvas_rect at, float share,
               unsigned ink);

/* One cell filled from below, `level` of 0..8; 0 is a blank. */
void blocks_cell(struct canvas *cv, int row, int col, int level, unsigned ink);

#endif
