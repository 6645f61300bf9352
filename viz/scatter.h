#ifndef VIZ_SCATTER_H
#define VIZ_SCATTER_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * scatter.h - points in two or three dimensions, in groups, some with names:
 * embeddings, clusters, hidden layers.
 *
 * Three dimensions are seen from the side: `turn` walks around the upright
 * axis, `tilt` looks down from above; far points are drawn first and dim.
 * At most 30 names stand beside their points and none covers another; the
 * chosen point's name always finds a place, with its nearest neighbours below.
 */
enum { SCATTER_NEAREST = 5 };

/* All zero is a valid start; every pointer is borrowed. */
struct scatter {
    const float *at;               /* [count, dims], row-major */
    int count, dims;               /* dims is 2 or 3 */
    const char *const *name;       /* [count] or NULL; an entry may be NULL */
    const int *group;              /* [count] or NULL */
    const char *const *group_name; /* [groups] or NULL */
    int groups;
    const char *title;
    float turn, tilt; /* radians, of three dimensions */
    bool cursor;
    int chosen;
};

void scatter_draw(const struct scatter *s, struct canvas *cv,
                  struct canvas_rect at);

/* The points nearest to point `i`, nearest first, in the space of the data
 * and not of the picture. Answers how many there are. */
int scatter_nearest(const struct scatter *s, int i, int out[SCATTER_NEAREST],
                    float distance[SCATTER_NEAREST]);

/* Answers the bytes wanted, as snprintf() does. */
size_t scatter_words(const struct scatter *s, enum words_depth depth, char *out,
                     size_t size);

#endif
