#include "viz/chart.h"

#include <math.h>

#include "viz/chartplan.h"
#include "viz/chartwords.h"
#include "viz/marks.h"
#include "viz/plane.h"

/* A column of dots that several points may share. */
struct column {
    int at; /* -1: none yet, or a gap */
    int first, last, low, high;
};

static void flush(struct raster *r, const struct column *was,
                  const struct column *now, unsigned ink)
{
    if (now->at < 0)
        return;
    raster_line(r, (int[]){now->at, now->low}, (int[]){now->at, now->high},
                ink);
    if (was->at >= 0) {
        raster_line(r, (int[]){was->at, was->last},
                    (int[]){now->at, now->first}, ink);
    }
}

static void put_marker(struct raster *r, int col, int row, uint32_t rune,
                       unsigned ink)
{
    if (col >= 0 && col < r->cols && row >= 0 && row < r->rows)
        canvas_put(&r->cv, row / r->per_row, col / r->per_col, rune, ink);
}

/* Calls for every point that has a place; a gap has column -1. */
static bool place(const struct chart *c, const struct plane *p,
                  const struct raster *r, const struct chart_series *s, int i,
                  int dot[2])
{
    const double x = chartplan_x(s, i), y = (double)s->y[i];
    const double share = axis_share(&p->x, x);

    dot[0] = -1;
    if (isnan(share) || share < 0.0 || share > 1.0 || !chartplan_sees(c, x))
        return false;
    if (isnan(axis_share(&p->y, y)))
        return false;
    dot[0] = (int)lround(share * (double)(r->cols - 1));
    dot[1] = plane_row(p, r, y);
    return true;
}

static void add(struct column *col, const int dot[2])
{
    if (col->at < 0)
        *col = (struct column){dot[0], dot[1], dot[1], dot[1], dot[1]};
    col->last = dot[1];
    col->low = dot[1] < col->low ? dot[1] : col->low;
    col->high = dot[1] > col->high ? dot[1] : col->high;
}

static void draw_line(const struct chart *c, const struct plane *p,
                      struct raster *r, int series)
{
    const struct chart_series *s = &c->series[series];
    const unsigned ink = marks_ink(series);
    struct column was = {.at = -1}, now = {.at = -1};

    for (int i = 0; i < s->count; i++) {
        int dot[2];
        const bool there = place(c, p, r, s, i, dot);

        if (dot[0] != now.at) {
            flush(r, &was, &now, ink);
            was = now;
            now.at = -1;
        }
        if (there)
            add(&now, dot);
    }
    flush(r, &was, &now, ink);
}

/* Whole cells show their points as markers. Finer dots have a marker at the
 * last point, and some on the way, so that lines differ without colour. */
static void draw_markers(const struct chart *c, const struct plane *p,
                         struct raster *r, int series)
{
    const struct chart_series *s = &c->series[series];
    const uint32_t rune = marks_rune(&r->cv, series);
    int dot[2], last[2] = {-1, -1}, col = -1;

    for (int i = 0; i < s->count; i++) {
        if (!place(c, p, r, s, i, dot))
            continue;
        const int cell = dot[0] / r->per_col;
        const bool due = chartplan_series(c) > 1 && cell != col &&
                         (cell + 5 * series) % 20 == 5;

        if (r->per_row == 1 || due)
            put_marker(r, dot[0], dot[1], rune, marks_ink(series));
        col = cell;
        last[0] = dot[0];
        last[1] = dot[1];
    }
    put_marker(r, last[0], last[1], rune, marks_ink(series));
}

static void draw_legend(const struct chart *c, struct canvas *cv)
{
    int col = 0;

    if (c->title)
        col += canvas_text(cv, 0, 0, c->title, INK_TITLE) + 2;
    for (int i = 0; i < chartplan_series(c); i++) {
        const struct chart_series *s = &c->series[i];
        const float last = s->count > 0 ? s->y[s->count - 1] : 0.0f;

        canvas_put(cv, 0, col, marks_rune(cv, i), marks_ink(i));
        col += 2;
        col += canvas_text(cv, 0, col, s->name ? s->name : "", INK_TEXT);
        if (s->count > 0) {
            col += canvas_printf(cv, 0, col,
                                 isfinite(last) ? INK_TEXT | INK_BOLD : INK_BAD,
                                 " %.4g", (double)last);
        }
        col += 3;
    }
    if (c->log_x || c->log_y) {
        canvas_text(cv, 0, col,
                    !c->log_x   ? "log scale"
                    : !c->log_y ? "log x"
                                : "log x and y",
                    INK_DIM);
    }
}

void chart_draw(const struct chart *c, struct canvas *cv, struct canvas_rect at)
{
    struct canvas place_cv = canvas_sub(cv, at);

    if (place_cv.rows == 0 || place_cv.cols == 0)
        return;
    const struct plane p = chartplan_make(c, &place_cv);
    struct raster r = raster_over(&place_cv, p.body);

    canvas_fill(&place_cv, canvas_whole(&place_cv), 0, 0);
    if (place_cv.rows >= 3)
        draw_legend(c, &place_cv);
    plane_axes(&p, &place_cv, c->x_name);
    for (int s = 0; s < chartplan_series(c); s++)
        draw_line(c, &p, &r, s);
    for (int s = 0; s < chartplan_series(c); s++)
        draw_markers(c, &p, &r, s);
}

size_t chart_words(const struct chart *c, enum words_depth depth, char *out,
                   size_t size)
{
    struct words w = words_to(out, size);

    chartwords_write(c, depth, &w);
    return w.wanted;
}
