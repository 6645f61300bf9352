#ifndef VIZ_CONTOURWORDS_H
#define VIZ_CONTOURWORDS_H

#include "viz/contour.h"

/* contourwords.h - a contour map in sentences; the work of contour_words(). */

/* The points of a path up to the first that has no place, and one of them. */
int contourwords_points(const struct contour_path *p);
void contourwords_point(const struct contour_path *p, int i, double out[2]);

void contourwords_write(const struct contour *c, enum words_depth depth,
                        struct words *w);

#endif
