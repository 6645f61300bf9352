#ifndef VIZ_ARROWS_H
#define VIZ_ARROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * arrows.h - vectors on the plane, from the origin or from where another one
 * ends. A unit is as long sideways as upwards, so that angles are true.
 */
struct arrows_one {
    const char *name;
    float x, y;           /* the vector */
    float from_x, from_y; /* where it starts */
};

/* All zero is a valid start; every pointer is borrowed. */
struct arrows {
    const struct arrows_one *one;
    int count;
    const char *title;
    float reach; /* the plane shows -reach..reach; 0: what the vectors need */
};

void arrows_draw(const struct arrows *a, struct canvas *cv,
                 struct canvas_rect at);

/* Length, direction, and between the first two their dot product and angle.
 * Answers the bytes wanted, as snprintf() does. */
size_t arrows_words(const struct arrows *a, enum words_depth depth, char *out,
                    size_t size);

#endif
