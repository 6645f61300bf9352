#ifndef VIZ_HITS_H
#define VIZ_HITS_H

#include <stddef.h>

#include "viz/canvas.h"

/*
 * hits.h - where a search finds something in a line: literal, and case counts
 * only where the search has a capital.
 */

/* The first hit at or behind byte `from`; NULL where there is none, as for a
 * search that is empty or NULL. */
const char *hits_next(const char *text, const char *find, size_t from);

/* Marks the hits in a text that stands at the start of `at`. */
void hits_mark(struct canvas *cv, struct canvas_rect at, const char *text,
               const char *find);

#endif
