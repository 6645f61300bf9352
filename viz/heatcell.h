#ifndef VIZ_HEATCELL_H
#define VIZ_HEATCELL_H

#include "viz/heatplan.h"
#include "viz/heatscale.h"

/*
 * heatcell.h - one cell of a heat map, in the glyphs that a plan chose.
 */

/* The ink of a cell in the row of heatplan_row(): a ramp level, INK_MASK or
 * INK_BAD. */
unsigned heatcell_ink(const struct heatplan *p, const struct heatmap *h,
                      int row, int col);

/* Draws a share (NaN is shown) at one place of `wide` columns. */
void heatcell_share(struct canvas *cv, struct canvas_rect at,
                    const struct heatmap *h, enum heatmap_glyphs glyphs,
                    float share);

/* Draws map cell (row, col) at its place, in the row of heatplan_row(); not
 * for half blocks. */
void heatcell_draw(struct canvas *cv, const struct heatplan *p,
                   const struct heatmap *h, int row, int col);

/* A number in at most four columns: ".61", "-2.3", "123", "2e6". */
void heatcell_number(char out[16], float value);

#endif
