#ifndef VIZ_TENSORVIEW_H
#define VIZ_TENSORVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * tensorview.h - an array of any number of dimensions: its name, extents and
 * figures, and one flat slice of it in numbers. The last two dimensions are
 * rows and columns; `at` says where the slice lies in those before.
 */
enum { TENSORVIEW_MOST_DIMS = 8 };

/* All zero is a valid start; every pointer is borrowed. */
struct tensorview {
    const char *name, *type; /* "wte", "f32"; or NULL */
    const float *value;      /* row-major */
    const int *extent;       /* [dims], each above 0 */
    int dims;                /* 0: a single number */
    const int *at;           /* [dims - 2] or NULL: all 0 */
    bool colours_only;       /* levels instead of numbers */
    bool cursor;
    int at_row, at_col;
};

void tensorview_draw(const struct tensorview *t, struct canvas *cv,
                     struct canvas_rect at);

/* How many values it has; 0 for extents that make no sense. */
size_t tensorview_count(const struct tensorview *t);

/* Answers the bytes wanted, as snprintf() does. */
size_t tensorview_words(const struct tensorview *t, enum words_depth depth,
                        char *out, size_t size);

#endif
