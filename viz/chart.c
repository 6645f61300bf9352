#include "viz/chart.h"

#include <math.h>

#include "viz/chartplan.h"
#include "viz/chartwords.h"
#include "viz/raster.h"

static unsigned ink_of(int series)
{
    return INK_SERIES1 + (unsigned)series;
}

static uint32_t marker_of(const struct canvas *cv, int series)
{
    static const uint32_t fine[] = {0x25cf, 0x25cb, 0x25b2, 0x25a0};

    return cv->look.glyphs == CANVAS_GLYPHS_ASCII
               ? (uint32_t) "*o+x"[series % 4]
               : fine[series % 4];
}

/* The dot for a value, counted from the top. */
static int dot_row(const struct chartplan *p, const struct raster *r, double y)
{
    double share = axis_share(&p->y, y);

    share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
    return (int)lround((1.0 - share) * (double)(r->rows - 1));
}

static void draw_y_axis(const struct chartplan *p, const struct raster *r,
                        struct canvas *cv)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int line = p->body.col - 1;

    for (int i = 0; i < p->body.rows && line >= 0; i++)
        canvas_put(cv, p->body.row + i, line, ascii ? '|' : 0x2502, INK_FRAME);
    for (int i = 0; i < p->y_ticks; i++) {
        const char *text = p->y_tick[i].text;
        const int row =
            p->body.row + dot_row(p, r, p->y_tick[i].value) / r->per_row;

        canvas_text(cv, row, line - 1 - canvas_cols(cv, text), text, INK_DIM);
        canvas_put(cv, row, line, ascii ? '+' : 0x2524, INK_FRAME);
    }
}

static void draw_x_axis(const struct chart *c, const struct chartplan *p,
                        struct canvas *cv)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const int name = c->x_name ? canvas_cols(cv, c->x_name) + 1 : 0;
    struct axis_tick tick[AXIS_MAX_TICKS];
    const int n = axis_ticks(&p->x, p->body.cols / 9 + 1, tick);
    int next = 0;

    if (p->axis_row < 0)
        return;
    canvas_fill(cv,
                (struct canvas_rect){p->axis_row, p->body.col, 1, p->body.cols},
                ascii ? '-' : 0x2500, INK_FRAME);
    canvas_put(cv, p->axis_row, p->body.col - 1, ascii ? '+' : 0x2514,
               INK_FRAME);
    for (int i = 0; i < n; i++) {
        const int wide = canvas_cols(cv, tick[i].text);
        const int at =
            p->body.col +
            (int)lround(axis_share(&p->x, tick[i].value) * (p->body.cols - 1));
        int from = at - wide / 2;

        if (from + wide > cv->cols)
            from = cv->cols - wide;
        canvas_put(cv, p->axis_row, at, ascii ? '+' : 0x252c, INK_FRAME);
        if (p->label_row < 0 || from < next)
            continue;
        canvas_text(cv, p->label_row, from, tick[i].text, INK_DIM);
        next = from + wide + 1;
    }
    if (name > 0 && name + 8 < p->body.cols) {
        canvas_printf(cv, p->axis_row, cv->cols - name, INK_DIM, " %s",
                      c->x_name);
    }
}

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
static bool place(const struct chart *c, const struct chartplan *p,
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
    dot[1] = dot_row(p, r, y);
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

static void draw_line(const struct chart *c, const struct chartplan *p,
                      struct raster *r, int series)
{
    const struct chart_series *s = &c->series[series];
    const unsigned ink = ink_of(series);
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
static void draw_markers(const struct chart *c, const struct chartplan *p,
                         struct raster *r, int series)
{
    const struct chart_series *s = &c->series[series];
    const uint32_t rune = marker_of(&r->cv, series);
    int dot[2], last[2] = {-1, -1}, col = -1;

    for (int i = 0; i < s->count; i++) {
        if (!place(c, p, r, s, i, dot))
            continue;
        const int cell = dot[0] / r->per_col;
        const bool due = chartplan_series(c) > 1 && cell != col &&
                         (cell + 5 * series) % 20 == 5;

        if (r->per_row == 1 || due)
            put_marker(r, dot[0], dot[1], rune, ink_of(series));
        col = cell;
        last[0] = dot[0];
        last[1] = dot[1];
    }
    put_marker(r, last[0], last[1], rune, ink_of(series));
}

static void draw_legend(const struct chart *c, struct canvas *cv)
{
    int col = 0;

    if (c->title)
        col += canvas_text(cv, 0, 0, c->title, INK_TITLE) + 2;
    for (int i = 0; i < chartplan_series(c); i++) {
        const struct chart_series *s = &c->series[i];
        const float last = s->count > 0 ? s->y[s->count - 1] : 0.0f;

        canvas_put(cv, 0, col, marker_of(cv, i), ink_of(i));
        col += 2;
        col += canvas_text(cv, 0, col, s->name ? s->name : "", INK_TEXT);
        if (s->count > 0) {
            col += canvas_printf(cv, 0, col,
                                 isfinite(last) ? INK_TEXT | INK_BOLD : INK_BAD,
                                 " %.4g", (double)last);
        }
        col += 3;
    }
    if (c->log_y)
        canvas_text(cv, 0, col, "log scale", INK_DIM);
}

void chart_draw(const struct chart *c, struct canvas *cv, struct canvas_rect at)
{
    struct canvas place_cv = canvas_sub(cv, at);

    if (place_cv.rows == 0 || place_cv.cols == 0)
        return;
    const struct chartplan p = chartplan_make(c, &place_cv);
    struct raster r = raster_over(&place_cv, p.body);

    canvas_fill(&place_cv, canvas_whole(&place_cv), 0, 0);
    if (place_cv.rows >= 3)
        draw_legend(c, &place_cv);
    draw_y_axis(&p, &r, &place_cv);
    draw_x_axis(c, &p, &place_cv);
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
