#ifndef VIZ_HEATMAP_H
#define VIZ_HEATMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * heatmap.h - a matrix as coloured cells: attention, weights, gradients.
 *
 * The colour bar with the least and the greatest value is always shown, and
 * the scale is named on the screen. A map that is larger than its place
 * scrolls: it keeps the cursor in sight, else it starts at the first cell.
 */
enum heatmap_scale {
    HEATMAP_PER_MAP, /* from the least to the greatest value of all */
    HEATMAP_PER_ROW, /* each row on its own */
    HEATMAP_FIXED    /* from `low` to `high`; for a signed map +-high */
};

/* Glyphs, best first. AUTO takes the best that the look can show; half blocks
 * only where the map does not fit at two columns a cell. */
enum heatmap_glyphs {
    HEATMAP_AUTO,
    HEATMAP_HALF,  /* two rows in a cell; needs 256 colours. Square pixels, but
                      wide ones where columns have names and room */
    HEATMAP_FULL,  /* two columns a cell */
    HEATMAP_RAMP,  /* " .:-=+*#%@"; a signed cell starts with its sign */
    HEATMAP_DIGITS /* 0 to 9 */
};

/* All zero is a valid start; every pointer is borrowed. */
struct heatmap {
    const float *value; /* [rows, cols], row-major; NaN is shown */
    int rows, cols;
    const unsigned char *masked;  /* [rows, cols]: 1 has no value; or NULL */
    bool causal;                  /* what is right of the diagonal is masked */
    const char *const *row_label; /* [rows] or NULL: numbers */
    const char *const *col_label; /* [cols] or NULL: numbers */
    const char *title;            /* or NULL */
    bool is_signed;               /* zero is the middle of the ramp */
    enum heatmap_scale scale;
    float low, high; /* of HEATMAP_FIXED */
    enum heatmap_glyphs glyphs;
    bool zoom;   /* four columns a cell, with its number */
    bool picks;  /* cells can be chosen with the mouse: viz/spots.h */
    bool cursor; /* mark one cell and read its value */
    int at_row, at_col;
};

void heatmap_draw(const struct heatmap *h, struct canvas *cv,
                  struct canvas_rect at);

/* Rows and columns that show it whole, at most those of `most`. */
struct canvas_rect heatmap_size(const struct heatmap *h,
                                const struct canvas *cv,
                                struct canvas_rect most);

/* Answers the bytes wanted, as snprintf() does. */
size_t heatmap_words(const struct heatmap *h, enum words_depth depth, char *out,
                     size_t size);

#endif
