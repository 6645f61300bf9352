#ifndef VIZ_HEATSCALE_H
#define VIZ_HEATSCALE_H

#include <stdbool.h>

#include "viz/heatmap.h"

/*
 * heatscale.h - from the numbers of a heat map to shares of its scale.
 */
struct heatscale_range {
    float low, high; /* low <= high */
    bool empty;      /* there is no finite value at all */
};

float heatscale_value(const struct heatmap *h, int row, int col);
bool heatscale_masked(const struct heatmap *h, int row, int col);

/* Least and greatest finite value of one row, or of all with `row` -1. */
struct heatscale_range heatscale_found(const struct heatmap *h, int row);

/* The ends of the scale that counts in this row. */
struct heatscale_range heatscale_range(const struct heatmap *h, int row);

/* Where a value stands: 0..1, or -1..1 for a signed map; NaN stays NaN. */
float heatscale_share(const struct heatmap *h, struct heatscale_range range,
                      float value);

/* The column of the greatest value of a row (signed: of the one farthest from
 * zero), or -1. */
int heatscale_peak(const struct heatmap *h, int row);

#endif
