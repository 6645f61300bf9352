#ifndef VIZ_CHART_H
#define VIZ_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "viz/canvas.h"
#include "viz/words.h"

/*
 * chart.h - up to four lines over one x axis: loss, learning rate, norms.
 *
 * NaN and infinite values leave a gap. Where many points share a column, the
 * column reaches from their least to their greatest value, so that a spike is
 * never lost.
 */
enum { CHART_MAX_SERIES = 4 };

struct chart_series {
    const char *name;
    const float *x; /* [count], rising; NULL: 0, 1, 2, ... */
    const float *y; /* [count] */
    int count;
};

/* All zero is a valid start; every pointer is borrowed. */
struct chart {
    const struct chart_series *series;
    int count;         /* of series; those past CHART_MAX_SERIES are left out */
    const char *title; /* or NULL */
    const char *x_name;  /* "step", or NULL */
    bool log_x, log_y;   /* values at or below zero leave a gap */
    float x_low, x_high; /* both 0: as the data */
    float y_low, y_high; /* both 0: as the data */
};

void chart_draw(const struct chart *c, struct canvas *cv,
                struct canvas_rect at);

/* Answers the bytes wanted, as snprintf() does. */
size_t chart_words(const struct chart *c, enum words_depth depth, char *out,
                   size_t size);

#endif
