#include "viz/heatscale.h"

#include <math.h>
#include <stddef.h>

float heatscale_value(const struct heatmap *h, int row, int col)
{
    return h->value[(size_t)row * (size_t)h->cols + (size_t)col];
}

bool heatscale_masked(const struct heatmap *h, int row, int col)
{
    if (h->causal && col > row)
        return true;
    return h->masked &&
           h->masked[(size_t)row * (size_t)h->cols + (size_t)col] != 0;
}

struct heatscale_range heatscale_found(const struct heatmap *h, int row)
{
    const int first = row < 0 ? 0 : row, end = row < 0 ? h->rows : row + 1;
    struct heatscale_range found = {.empty = true};

    for (int r = first; r < end; r++) {
        for (int c = 0; c < h->cols; c++) {
            const float v = heatscale_value(h, r, c);

            if (heatscale_masked(h, r, c) || !isfinite(v))
                continue;
            if (found.empty || v < found.low)
                found.low = v;
            if (found.empty || v > found.high)
                found.high = v;
            found.empty = false;
        }
    }
    return found;
}

struct heatscale_range heatscale_range(const struct heatmap *h, int row)
{
    struct heatscale_range range = {h->low, h->high, false};

    if (h->scale != HEATMAP_FIXED)
        range = heatscale_found(h, h->scale == HEATMAP_PER_ROW ? row : -1);
    if (h->is_signed) {
        range.high = fmaxf(fabsf(range.low), fabsf(range.high));
        range.low = -range.high;
    }
    if (range.high < range.low)
        range.high = range.low;
    return range;
}

float heatscale_share(const struct heatmap *h, struct heatscale_range range,
                      float value)
{
    const float width = range.high - range.low;

    if (isnan(value))
        return NAN;
    if (h->is_signed) {
        return range.high > 0.0f ? fminf(fmaxf(value / range.high, -1.0f), 1.0f)
                                 : 0.0f;
    }
    /* All values alike: they are all there is, or nothing. */
    if (!(width > 0.0f))
        return value > 0.0f ? 1.0f : 0.0f;
    if (isinf(width)) { /* the ends of float: halve before the difference */
        return fminf(fmaxf((value / 2 - range.low / 2) /
                               (range.high / 2 - range.low / 2),
                           0.0f),
                     1.0f);
    }
    return fminf(fmaxf((value - range.low) / width, 0.0f), 1.0f);
}

int heatscale_peak(const struct heatmap *h, int row)
{
    int peak = -1;
    float best = 0.0f;

    for (int c = 0; c < h->cols; c++) {
        float v = heatscale_value(h, row, c);

        if (heatscale_masked(h, row, c) || isnan(v))
            continue;
        v = h->is_signed ? fabsf(v) : v;
        if (peak < 0 || v > best) {
            peak = c;
            best = v;
        }
    }
    return peak;
}
