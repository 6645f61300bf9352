#ifndef VIZ_CONTOUR_H
#define VIZ_CONTOUR_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/field.h"
#include "viz/words.h"

/*
 * contour.h - the heights of a field as lines, with paths that walk over it:
 * a loss surface and the way of gradient descent down.
 *
 * Lines stand at round numbers (1, 2 or 5 times a power of ten, or at powers
 * on a log scale); their colour and, where they run flat, a number say which.
 * In ASCII a line is made of its digit: 1 is the lowest. Places without a
 * value are hatched.
 */
enum { CONTOUR_MOST_LEVELS = 9, CONTOUR_MOST_PATHS = 4 };

struct contour_path {
    const char *name;
    const float *at; /* [count, 2]: x and y; where it left the field it ends */
    int count;
};

/* All zero is a valid start; every pointer is borrowed. */
struct contour {
    struct field field;
    bool log; /* levels grow by factors; what is not above zero has none */
    const struct contour_path *path;
    int paths;
    bool arrows; /* which way is down, here and there */
    const char *title, *x_name;
};

void contour_draw(const struct contour *c, struct canvas *cv,
                  struct canvas_rect at);

/* The heights that have a line, rising. Answers how many. */
int contour_levels(const struct contour *c, double out[CONTOUR_MOST_LEVELS]);

/* Answers the bytes wanted, as snprintf() does. */
size_t contour_words(const struct contour *c, enum words_depth depth, char *out,
                     size_t size);

#endif
