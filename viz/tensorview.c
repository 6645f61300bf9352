#include "viz/tensorview.h"

#include <math.h>
#include <stdint.h>

#include "viz/heatmap.h"

struct figures {
    double mean, spread;
    float low, high;
    size_t finite, bad;
};

size_t tensorview_count(const struct tensorview *t)
{
    size_t n = 1;

    if (!t->value || t->dims < 0 || t->dims > TENSORVIEW_MOST_DIMS ||
        (t->dims > 0 && !t->extent))
        return 0;
    for (int d = 0; d < t->dims; d++) {
        if (t->extent[d] < 1 || n > SIZE_MAX / 16 / (size_t)t->extent[d])
            return 0;
        n *= (size_t)t->extent[d];
    }
    return n;
}

static struct figures figures_of(const struct tensorview *t)
{
    const size_t n = tensorview_count(t);
    struct figures f = {0};
    double sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++) {
        const float v = t->value[i];

        if (!isfinite(v)) {
            f.bad++;
            continue;
        }
        f.low = f.finite ? fminf(f.low, v) : v;
        f.high = f.finite ? fmaxf(f.high, v) : v;
        sum += (double)v;
        f.finite++;
    }
    f.mean = f.finite ? sum / (double)f.finite : 0.0;
    for (size_t i = 0; i < n; i++) {
        const double d = (double)t->value[i] - f.mean;

        squares += isfinite(t->value[i]) ? d * d : 0.0;
    }
    f.spread = f.finite ? sqrt(squares / (double)f.finite) : 0.0;
    return f;
}

static int index_at(const struct tensorview *t, int d)
{
    const int i = t->at ? t->at[d] : 0;

    return i < 0 ? 0 : i >= t->extent[d] ? t->extent[d] - 1 : i;
}

/* The slice as a matrix; vectors are one row. */
static struct heatmap slice_of(const struct tensorview *t)
{
    struct heatmap h = {.rows = 1,
                        .cols = 1,
                        .is_signed = true,
                        .zoom = !t->colours_only,
                        .cursor = t->cursor,
                        .at_row = t->at_row,
                        .at_col = t->at_col};
    size_t skip = 0;

    if (t->dims > 0)
        h.cols = t->extent[t->dims - 1];
    if (t->dims > 1)
        h.rows = t->extent[t->dims - 2];
    for (int d = 0; d + 2 < t->dims; d++)
        skip = skip * (size_t)t->extent[d] + (size_t)index_at(t, d);
    h.value = t->value + skip * (size_t)h.rows * (size_t)h.cols;
    return h;
}

static void extents(const struct tensorview *t, struct words *w)
{
    words_add(w, "[");
    for (int d = 0; d < t->dims; d++)
        words_add(w, "%s%d", d ? ", " : "", t->extent[d]);
    words_add(w, "]");
}

/* "[1, 0, :, :]" */
static void place_of(const struct tensorview *t, struct words *w)
{
    words_add(w, "[");
    for (int d = 0; d + 2 < t->dims; d++)
        words_add(w, "%d, ", index_at(t, d));
    words_add(w, ":, :]");
}

static void figure_words(const struct figures *f, struct words *w)
{
    char low[16], high[16], mean[16], spread[16];

    words_number(low, sizeof low, f->low);
    words_number(high, sizeof high, f->high);
    words_number(mean, sizeof mean, (float)f->mean);
    words_number(spread, sizeof spread, (float)f->spread);
    if (f->bad)
        words_add(w, "%zu not finite%s", f->bad, f->finite ? ", " : "");
    if (f->finite) {
        words_add(w, "from %s to %s, mean %s, spread %s", low, high, mean,
                  spread);
    }
}

void tensorview_draw(const struct tensorview *t, struct canvas *cv,
                     struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const size_t n = tensorview_count(t);
    const struct figures f = figures_of(t);
    char text[256];
    int row = 0, col = 0;

    if (t->name)
        col = canvas_text(&place, 0, 0, t->name, INK_TITLE) + 1;
    if (n == 0) {
        canvas_text(&place, 0, col, "no values", INK_DIM);
        return;
    }
    struct words w = words_to(text, sizeof text);
    extents(t, &w);
    words_add(&w, " %s, %zu values", t->type ? t->type : "", n);
    canvas_text(&place, row++, col, text, INK_TEXT);
    if (place.rows >= 6) {
        w = words_to(text, sizeof text);
        figure_words(&f, &w);
        canvas_fit(&place, (struct canvas_rect){row++, 0, 1, place.cols}, text,
                   f.bad ? INK_BAD : INK_DIM);
    }
    if (t->dims > 2 && place.rows >= 7) {
        w = words_to(text, sizeof text);
        words_add(&w, "slice ");
        place_of(t, &w);
        canvas_text(&place, row++, 0, text, INK_ACCENT);
    }
    const struct heatmap h = slice_of(t);
    heatmap_draw(&h, &place,
                 (struct canvas_rect){row, 0, place.rows - row, place.cols});
}

size_t tensorview_words(const struct tensorview *t, enum words_depth depth,
                        char *out, size_t size)
{
    struct words w = words_to(out, size);
    const struct figures f = figures_of(t);

    words_add(&w, "%s ", t->name ? t->name : "tensor");
    if (tensorview_count(t) == 0) {
        words_add(&w, "has no values.\n");
        return w.wanted;
    }
    extents(t, &w);
    words_add(&w, "%s%s: ", t->type ? " " : "", t->type ? t->type : "");
    figure_words(&f, &w);
    words_add(&w, ".\n");
    if (depth == WORDS_FINDING)
        return w.wanted;
    words_add(&w, "Slice ");
    place_of(t, &w);
    words_add(&w, ": ");
    const struct heatmap h = slice_of(t);
    const size_t used = w.wanted < size ? w.wanted : size;
    w.wanted += heatmap_words(&h, depth, out + used, size - used);
    return w.wanted;
}
