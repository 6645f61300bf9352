#ifndef VIZ_SCROLL_H
#define VIZ_SCROLL_H

#include "viz/canvas.h"

/*
 * scroll.h - which part of something long is seen.
 */

/* The first of `count` places of which `room` are seen, so that `at` is among
 * them and, where it can be, in the middle; `at` below 0 is the start. */
int scroll_first(int count, int room, int at);

/* A thumb in column `col` of rows `row`.., which shows where the part lies.
 * Nothing is drawn where all is seen. */
void scroll_thumb(struct canvas *cv, struct canvas_rect at, int first,
                  int count);

#endif
