#include "viz/chartwords.h"

#include <math.h>

#include "viz/chartplan.h"

/* What a reader of a line wants to know; indexes of points, or -1. */
struct facts {
    int first, last, low, high;
    int gaps; /* points without a finite value */
};

static struct facts facts_of(const struct chart_series *s)
{
    struct facts f = {-1, -1, -1, -1, 0};

    for (int i = 0; i < s->count; i++) {
        if (!isfinite(s->y[i])) {
            f.gaps++;
            continue;
        }
        f.first = f.first < 0 ? i : f.first;
        f.last = i;
        if (f.low < 0 || s->y[i] < s->y[f.low])
            f.low = i;
        if (f.high < 0 || s->y[i] > s->y[f.high])
            f.high = i;
    }
    return f;
}

static void point(struct words *w, const struct chart *c,
                  const struct chart_series *s, int i)
{
    char number[16];

    words_number(number, sizeof number, s->y[i]);
    words_add(w, "%s at %s %g", number, c->x_name ? c->x_name : "x",
              chartplan_x(s, i));
}

static void one_series(struct words *w, const struct chart *c,
                       const struct chart_series *s, enum words_depth depth)
{
    const struct facts f = facts_of(s);

    words_add(w, "%s: ", s->name ? s->name : "line");
    if (f.first < 0) {
        words_add(w,
                  s->count ? "no finite value in %d points.\n"
                           : "%d points yet.\n",
                  s->count);
        return;
    }
    words_add(w, "%d points, from ", s->count);
    point(w, c, s, f.first);
    words_add(w, " to ");
    point(w, c, s, f.last);
    if (depth != WORDS_FINDING) {
        words_add(w, "; lowest ");
        point(w, c, s, f.low);
        words_add(w, ", highest ");
        point(w, c, s, f.high);
    }
    if (f.gaps)
        words_add(w, "; %d not a finite number", f.gaps);
    words_add(w, ".\n");
}

static void every_point(struct words *w, const struct chart *c,
                        const struct chart_series *s)
{
    char number[16];

    for (int i = 0; i < s->count; i++) {
        words_number(number, sizeof number, s->y[i]);
        words_add(w, "%s %g: %s\n", c->x_name ? c->x_name : "x",
                  chartplan_x(s, i), number);
    }
}

void chartwords_write(const struct chart *c, enum words_depth depth,
                      struct words *w)
{
    const int count = chartplan_series(c);

    if (c->title)
        words_add(w, "%s. ", c->title);
    if (count == 0)
        words_add(w, "The chart has no lines.\n");
    for (int i = 0; i < count; i++) {
        one_series(w, c, &c->series[i], depth);
        if (depth == WORDS_FULL)
            every_point(w, c, &c->series[i]);
    }
}
