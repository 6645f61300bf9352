#include "viz/gridwarp.h"

#include <math.h>

#include "viz/plane.h"

static int points_of(const struct gridwarp *g)
{
    return g->to && g->rows > 0 && g->cols > 0 ? g->rows * g->cols : 0;
}

/* Crossing i, `part` of the way. */
static void crossing(const struct gridwarp *g, int i, double part,
                     double out[2])
{
    for (int d = 0; d < 2; d++) {
        const size_t k = (size_t)i * 2 + (size_t)d;
        const double to = (double)g->to[k];
        const double from = g->from ? (double)g->from[k] : to;

        out[d] = part >= 1.0   ? to
                 : part <= 0.0 ? from
                               : from + part * (to - from);
    }
}

/* Both grids fit, so that nothing changes its size on the way. */
static struct plane make_plane(const struct gridwarp *g,
                               const struct canvas *cv, struct canvas_rect at)
{
    double x[2] = {1, 0}, y[2] = {1, 0}, p[2];

    for (int i = 0; i < points_of(g); i++) {
        for (int k = 0; k < 2; k++) {
            crossing(g, i, k, p);
            plane_widen(x, p[0]);
            plane_widen(y, p[1]);
        }
    }
    return plane_square(cv, at, plane_around(x), plane_around(y));
}

/* The middle lines of both ways have their own colours: they are the images
 * of the axes. */
static unsigned line_ink(int i, int count, unsigned middle)
{
    return count % 2 && i == count / 2 ? middle : INK_SERIES6;
}

static void draw_grid(const struct gridwarp *g, const struct plane *p,
                      struct raster *r, double part, bool dim)
{
    for (int row = 0; row < g->rows; row++) {
        for (int col = 0; col < g->cols; col++) {
            const int i = row * g->cols + col;
            double here[2], next[2];

            crossing(g, i, part, here);
            if (col + 1 < g->cols) {
                crossing(g, i + 1, part, next);
                plane_line(p, r, here, next,
                           dim ? INK_FRAME
                               : line_ink(row, g->rows, INK_SERIES1));
            }
            if (row + 1 < g->rows) {
                crossing(g, i + g->cols, part, next);
                plane_line(p, r, here, next,
                           dim ? INK_FRAME
                               : line_ink(col, g->cols, INK_SERIES2));
            }
        }
    }
}

/* Names at the ends of the two middle lines, for those who see no colour. */
static void draw_names(const struct gridwarp *g, const struct plane *p,
                       struct raster *r, double part)
{
    const int end[2] = {g->rows / 2 * g->cols + g->cols - 1,
                        (g->rows - 1) * g->cols + g->cols / 2};

    for (int k = 0; k < 2; k++) {
        double at[2];
        int dot[2];

        crossing(g, end[k], part, at);
        if ((k ? g->cols : g->rows) % 2 && plane_dot(p, r, at[0], at[1], dot)) {
            canvas_put(&r->cv, dot[1] / r->per_row, dot[0] / r->per_col,
                       k ? 'y' : 'x',
                       (k ? INK_SERIES2 : INK_SERIES1) | INK_BOLD);
        }
    }
}

static int bad_points(const struct gridwarp *g)
{
    int bad = 0;

    for (int i = 0; i < points_of(g); i++) {
        double at[2];

        crossing(g, i, 1.0, at);
        bad += !isfinite(at[0]) || !isfinite(at[1]);
    }
    return bad;
}

static double cell_area(const struct gridwarp *g, int i, double part)
{
    double p[4][2], area = 0.0;
    const int corner[4] = {i, i + 1, i + g->cols + 1, i + g->cols};

    for (int k = 0; k < 4; k++)
        crossing(g, corner[k], part, p[k]);
    for (int k = 0; k < 4; k++) {
        const double *a = p[k], *b = p[(k + 1) % 4];

        area += a[0] * b[1] - a[1] * b[0];
    }
    return area / 2.0;
}

double gridwarp_area(const struct gridwarp *g)
{
    double before = 0.0, after = 0.0;

    if (!g->from || points_of(g) == 0)
        return (double)NAN;
    for (int row = 0; row + 1 < g->rows; row++) {
        for (int col = 0; col + 1 < g->cols; col++) {
            before += cell_area(g, row * g->cols + col, 0.0);
            after += cell_area(g, row * g->cols + col, 1.0);
        }
    }
    return fabs(before) > 0.0 ? after / before : (double)NAN;
}

static void draw_head(const struct gridwarp *g, struct canvas *cv)
{
    const double area = gridwarp_area(g);
    int col = 0;

    if (g->title)
        col += canvas_text(cv, 0, 0, g->title, INK_TITLE) + 2;
    if (points_of(g) == 0)
        canvas_text(cv, 0, col, "no grid", INK_DIM);
    if (bad_points(g)) {
        canvas_printf(cv, 0, col, INK_BAD, "%d crossings not finite",
                      bad_points(g));
    } else if (!isnan(area)) {
        canvas_printf(cv, 0, col, INK_DIM, "area x %.3g%s", fabs(area),
                      area < 0 ? ", turned over" : "");
    }
}

void gridwarp_draw(const struct gridwarp *g, struct canvas *cv,
                   struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int head = place.rows >= 3;
    const double part = fmin(fmax((double)g->part, 0.0), 1.0);

    if (place.rows == 0 || place.cols == 0)
        return;
    const struct plane p = make_plane(
        g, &place,
        (struct canvas_rect){head, 0, place.rows - head, place.cols});
    struct raster r = raster_over(&place, p.body);

    r.slopes = true;
    if (head)
        draw_head(g, &place);
    plane_axes(&p, &place, NULL);
    if (points_of(g) == 0)
        return;
    if (g->shadow && g->from)
        draw_grid(g, &p, &r, 0.0, true);
    draw_grid(g, &p, &r, part, false);
    draw_names(g, &p, &r, part);
    plane_cross(&p, &place);
}

static void point(const struct gridwarp *g, int i, double part, struct words *w)
{
    char x[16], y[16];
    double p[2];

    crossing(g, i, part, p);
    words_number(x, sizeof x, (float)p[0]);
    words_number(y, sizeof y, (float)p[1]);
    words_add(w, "(%s, %s)", x, y);
}

static void move(const struct gridwarp *g, int i, struct words *w)
{
    if (g->from) {
        point(g, i, 0.0, w);
        words_add(w, " goes to ");
    }
    point(g, i, 1.0, w);
    words_add(w, ".\n");
}

size_t gridwarp_words(const struct gridwarp *g, enum words_depth depth,
                      char *out, size_t size)
{
    struct words w = words_to(out, size);
    const int n = points_of(g);
    const double area = gridwarp_area(g);

    if (g->title)
        words_add(&w, "%s. ", g->title);
    if (n == 0) {
        words_add(&w, "No grid.\n");
        return w.wanted;
    }
    words_add(&w, "A grid of %d by %d lines", g->rows, g->cols);
    if (!isnan(area)) {
        words_add(&w, ", its area times %.3g%s", fabs(area),
                  area < 0 ? ", turned over" : "");
    }
    if (bad_points(g))
        words_add(&w, ", %d crossings not finite", bad_points(g));
    words_add(&w, ".\n");
    if (depth == WORDS_FULL) {
        for (int i = 0; i < n; i++)
            move(g, i, &w);
    } else if (depth == WORDS_SHORT) {
        const int corner[4] = {0, g->cols - 1, n - g->cols, n - 1};

        for (int k = 0; k < 4; k++)
            move(g, corner[k], &w);
    }
    return w.wanted;
}
