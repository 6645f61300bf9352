#include "viz/gauge.h"

#include <math.h>
#include <stdbool.h>

#include "viz/blocks.h"

static bool is_known(const struct gauge *g)
{
    return isfinite(g->value) && isfinite(g->full) && g->full > 0.0;
}

static bool is_much(const struct gauge *g)
{
    return g->warn > 0.0 && g->value >= g->warn;
}

/* "212 of 512 MiB, 41%, much" */
static void reading(const struct gauge *g, struct words *w)
{
    words_add(w, "%.4g of %.4g", g->value, g->full);
    if (g->unit)
        words_add(w, " %s", g->unit);
    if (is_known(g))
        words_add(w, ", %.0f%%", 100.0 * g->value / g->full);
    if (is_much(g))
        words_add(w, ", much");
}

void gauge_draw(const struct gauge *g, struct canvas *cv, struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const unsigned ink = is_much(g) ? INK_WARN : INK_ACCENT;
    char text[96];
    struct words w = words_to(text, sizeof text);
    int from = 0;

    reading(g, &w);
    if (g->name && *g->name) {
        const struct canvas_rect head = {0, 0, 1, place.cols / 3};

        from = canvas_fit(&place, head, g->name, INK_TEXT) + 1;
    }
    const int cols = place.cols - from - canvas_cols(&place, text) - 1;
    if (cols >= 4) {
        const struct canvas_rect bar = {0, from, 1, cols};

        canvas_fill(&place, bar, ascii ? '.' : 0x2591, INK_FRAME);
        if (is_known(g))
            blocks_right(&place, bar, (float)(g->value / g->full), ink);
        from += cols + 1;
    }
    canvas_fit(&place, (struct canvas_rect){0, from, 1, place.cols - from},
               text, is_known(g) ? INK_TEXT : INK_BAD);
}

size_t gauge_words(const struct gauge *g, char *out, size_t size)
{
    struct words w = words_to(out, size);

    words_add(&w, "%s: ", g->name && *g->name ? g->name : "gauge");
    reading(g, &w);
    words_add(&w, ".\n");
    return w.wanted;
}
