#include "viz/contourwords.h"

#include <math.h>

static void number(struct words *w, double v)
{
    char text[16];

    words_number(text, sizeof text, (float)v);
    words_add(w, "%s", text);
}

static void point(struct words *w, double x, double y)
{
    words_add(w, "(");
    number(w, x);
    words_add(w, ", ");
    number(w, y);
    words_add(w, ")");
}

/* The last point that has a place. */
static int last_of(const struct contour_path *p)
{
    int n = 0;

    while (n < p->count && isfinite(p->at[2 * n]) && isfinite(p->at[2 * n + 1]))
        n++;
    return n - 1;
}

static void one_path(struct words *w, const struct contour *c,
                     const struct contour_path *p, enum words_depth depth)
{
    const int last = last_of(p);

    words_add(w, "%s: ", p->name ? p->name : "path");
    if (last < 0) {
        words_add(w, "no points.\n");
        return;
    }
    for (int k = 0; k < 2; k++) {
        const int i = k ? last : 0;
        const double x = (double)p->at[2 * i], y = (double)p->at[2 * i + 1];

        words_add(w, k ? " to " : "from ");
        point(w, x, y);
        words_add(w, ", height ");
        number(w, field_at(&c->field, x, y));
    }
    words_add(w, " in %d steps%s.\n", last,
              last + 1 < p->count ? ", then not finite" : "");
    for (int i = 0; depth == WORDS_FULL && i <= last; i++) {
        words_add(w, "step %d: ", i);
        point(w, (double)p->at[2 * i], (double)p->at[2 * i + 1]);
        words_add(w, "\n");
    }
}

void contourwords_write(const struct contour *c, enum words_depth depth,
                        struct words *w)
{
    const struct field *f = &c->field;
    double range[2], level[CONTOUR_MOST_LEVELS];
    int low[2], high[2];
    const int bad = field_range(f, range, low, high);

    if (c->title)
        words_add(w, "%s. ", c->title);
    if (range[0] > range[1]) {
        words_add(w, "The field has no values.\n");
        return;
    }
    words_add(w, "Lowest is ");
    number(w, range[0]);
    words_add(w, " at ");
    point(w, field_col_x(f, low[1]), field_row_y(f, low[0]));
    words_add(w, ", highest ");
    number(w, range[1]);
    words_add(w, " at ");
    point(w, field_col_x(f, high[1]), field_row_y(f, high[0]));
    if (bad)
        words_add(w, "; %d places without a value", bad);
    words_add(w, ".\n");
    for (int i = 0; i < c->paths && i < CONTOUR_MOST_PATHS; i++)
        one_path(w, c, &c->path[i], depth);
    if (depth == WORDS_FINDING)
        return;
    const int levels = contour_levels(c, level);
    for (int i = 0; i < levels; i++) {
        words_add(w, i ? ", " : "Lines at ");
        number(w, level[i]);
    }
    words_add(w, levels ? ".\n" : "");
}
