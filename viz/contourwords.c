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

void contourwords_point(const struct contour_path *p, int i, double out[2])
{
    const float *at = p->at + (size_t)i * 2;

    out[0] = (double)at[0];
    out[1] = (double)at[1];
}

int contourwords_points(const struct contour_path *p)
{
    double at[2];
    int n = 0;

    for (; n < p->count; n++) {
        contourwords_point(p, n, at);
        if (!isfinite(at[0]) || !isfinite(at[1]))
            break;
    }
    return n;
}

static void path_end(struct words *w, const struct contour *c,
                     const struct contour_path *p, int i)
{
    double at[2];

    contourwords_point(p, i, at);
    point(w, at[0], at[1]);
    words_add(w, ", height ");
    number(w, field_at(&c->field, at[0], at[1]));
}

static void one_path(struct words *w, const struct contour *c,
                     const struct contour_path *p, enum words_depth depth)
{
    const int n = contourwords_points(p);

    words_add(w, "%s: ", p->name ? p->name : "path");
    if (n == 0) {
        words_add(w, "no points.\n");
        return;
    }
    words_add(w, "from ");
    path_end(w, c, p, 0);
    words_add(w, " to ");
    path_end(w, c, p, n - 1);
    words_add(w, " in %d steps%s.\n", n - 1,
              n < p->count ? ", then not finite" : "");
    for (int i = 0; depth == WORDS_FULL && i < n; i++) {
        double at[2];

        contourwords_point(p, i, at);
        words_add(w, "step %d: ", i);
        point(w, at[0], at[1]);
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
