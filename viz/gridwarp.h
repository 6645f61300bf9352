#ifndef VIZ_GRIDWARP_H
#define VIZ_GRIDWARP_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * gridwarp.h - a grid of lines before and after a map of the plane: what a
 * matrix, or a layer of a network, does to space.
 *
 * Shapes: from and to are [rows, cols, 2]: x and y of each crossing.
 */
struct gridwarp {
    const float *from; /* or NULL: only the grid after is known */
    const float *to;
    int rows, cols;
    float part;        /* 0 shows `from`, 1 shows `to`, between them the way */
    bool shadow;       /* the grid before stays visible, dim */
    const char *title; /* or NULL */
};

void gridwarp_draw(const struct gridwarp *g, struct canvas *cv,
                   struct canvas_rect at);

/* The area of all cells after, as a multiple of that before; negative where
 * the plane was turned over, NaN where it cannot be told. */
double gridwarp_area(const struct gridwarp *g);

/* Answers the bytes wanted, as snprintf() does. */
size_t gridwarp_words(const struct gridwarp *g, enum words_depth depth,
                      char *out, size_t size);

#endif
