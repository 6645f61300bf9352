#ifndef VIZ_CONTOURWORDS_H
#define VIZ_CONTOURWORDS_H

#include "viz/contour.h"

/* contourwords.h - a contour map in sentences; the work of contour_words(). */
void contourwords_write(const struct contour *c, enum words_depth depth,
                        struct words *w);

#endif
