#ifndef VIZ_PLACING_H
#define VIZ_PLACING_H

#include <stdbool.h>

#include "viz/canvas.h"

/*
 * placing.h - names beside points, so that none covers another.
 *
 * A name is tried right, left, above and below of its point; the first place
 * whose cells are blank takes it. One that finds none is left out: the point
 * stays, and the caller counts what was skipped.
 */
enum { PLACING_MOST = 30 }; /* names in a picture; more cannot be read */

/* Writes `text` near the cell (row, col). Answers whether there was room. */
bool placing_put(struct canvas *cv, int row, int col, const char *text,
                 unsigned style);

#endif
