#ifndef VIZ_MARKS_H
#define VIZ_MARKS_H

#include <stdint.h>

#include "viz/canvas.h"

/*
 * marks.h - the signs that tell series, groups and directions apart without
 * colour, and the ink that goes with each.
 */
enum { MARKS_SERIES = 6 };

/* The sign of series `i`; they repeat after MARKS_SERIES. */
uint32_t marks_rune(const struct canvas *cv, int i);
unsigned marks_ink(int i);

/* The arrow nearest to the direction (dx, dy), y upwards; 0 for no length. */
uint32_t marks_arrow(const struct canvas *cv, double dx, double dy);

#endif
