#include "viz/contour.h"

#include <math.h>
#include <stdio.h>

#include "viz/contourwords.h"
#include "viz/marks.h"
#include "viz/plane.h"

/*
 * A dot belongs to a line where the band of heights it lies in differs from
 * that of the dot to its right or below: no line is ever broken, and a dot
 * grid of any fineness will do, down to whole cells.
 */
struct bands {
    double level[CONTOUR_MOST_LEVELS];
    int count;
};

enum { NO_BAND = -1 };

/* Colours that no ramp has. */
static unsigned path_ink(int i)
{
    static const unsigned ink[CONTOUR_MOST_PATHS] = {INK_SERIES4, INK_SERIES5,
                                                     INK_TEXT, INK_DIM};

    return ink[i];
}

int contour_levels(const struct contour *c, double out[CONTOUR_MOST_LEVELS])
{
    double range[2];
    int low[2], high[2], n = 0;
    struct axis_tick tick[AXIS_MAX_TICKS];

    field_range(&c->field, range, low, high);
    if (!(range[1] > range[0]))
        return 0;
    const struct axis a = axis_make(range[0], range[1], c->log);
    const int ticks = axis_ticks(&a, CONTOUR_MOST_LEVELS, tick);
    for (int i = 0; i < ticks; i++) {
        /* A line at the very bottom would be a single point. */
        if (tick[i].value > range[0] && tick[i].value < range[1])
            out[n++] = tick[i].value;
    }
    return n;
}

static int band_of(const struct bands *b, double value)
{
    int band = 0;

    if (isnan(value))
        return NO_BAND;
    while (band < b->count && value >= b->level[band])
        band++;
    return band;
}

static unsigned level_ink(const struct bands *b, int level)
{
    /* The lower end of the ramp is too dark for thin lines. */
    const float share =
        b->count > 1 ? (float)level / (float)(b->count - 1) : 0.5f;

    return ink_ramp(0.25f + 0.75f * share);
}

/* The bands along one row of dots. */
enum { MOST_DOTS = 2 * CANVAS_MAX_SIDE };
struct strip_of_dots {
    int band[MOST_DOTS];
};

static void read_row(const struct contour *c, const struct plane *p,
                     const struct raster *r, int row, const struct bands *b,
                     struct strip_of_dots *out)
{
    const double down = r->rows > 1 ? (double)row / (r->rows - 1) : 0.5;
    const double y = p->y.high - (p->y.high - p->y.low) * down;

    for (int col = 0; col < r->cols; col++) {
        const double across = r->cols > 1 ? (double)col / (r->cols - 1) : 0.5;
        const double x = p->x.low + (p->x.high - p->x.low) * across;

        out->band[col] = band_of(b, field_at(&c->field, x, y));
    }
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* The level between two bands; -1 where there is no line. */
static int level_between(int a, int b)
{
    return a == NO_BAND || b == NO_BAND || a == b ? -1 : larger(a, b) - 1;
}

static void draw_dot(struct raster *r, const struct bands *b, int col, int row,
                     int level)
{
    if (level < 0)
        return;
    if (r->per_row == 1) {
        canvas_put(&r->cv, row, col, (uint32_t)('1' + level),
                   level_ink(b, level));
    } else {
        raster_dot(r, col, row, level_ink(b, level));
    }
}

static void hatch(struct raster *r, int col, int row)
{
    const bool ascii = r->cv.look.glyphs == CANVAS_GLYPHS_ASCII;

    canvas_put(&r->cv, row / r->per_row, col / r->per_col, ascii ? '/' : 0x2591,
               INK_MASK);
}

/* One row of dots, with the one below it. */
static void draw_row(struct raster *r, const struct bands *b, int row,
                     const struct strip_of_dots *here,
                     const struct strip_of_dots *next)
{
    for (int col = 0; col < r->cols; col++) {
        const int v = here->band[col];
        const int right = col + 1 < r->cols ? here->band[col + 1] : v;
        const int level = level_between(v, right);

        if (v == NO_BAND)
            hatch(r, col, row);
        else
            draw_dot(r, b, col, row,
                     level >= 0 ? level : level_between(v, next->band[col]));
    }
}

static void draw_lines(const struct contour *c, const struct plane *p,
                       struct raster *r, const struct bands *b)
{
    struct strip_of_dots strip[2] = {{{0}}, {{0}}};

    if (r->rows > 0)
        read_row(c, p, r, 0, b, &strip[0]);
    for (int row = 0; row < r->rows; row++) {
        const bool last = row + 1 == r->rows;

        if (!last)
            read_row(c, p, r, row + 1, b, &strip[(row + 1) % 2]);
        draw_row(r, b, row, &strip[row % 2],
                 &strip[last ? row % 2 : (row + 1) % 2]);
    }
}

/* A number in a line that runs flat for the length of it: the upper and the
 * lower dots of its cells lie in the same two bands. `done` has a bit for
 * every level that has its number. */
static unsigned number_row(struct raster *r, const struct bands *b, int row,
                           const struct strip_of_dots strip[2], unsigned done)
{
    int last = -1, run = 0;

    for (int col = 0; col < r->cv.cols; col++) {
        const size_t dot = (size_t)col * (size_t)r->per_col;
        const int level = level_between(strip[0].band[dot], strip[1].band[dot]);
        char text[16];

        run = level >= 0 && level == last ? run + 1 : 0;
        last = level;
        if (level < 0 || (done >> level & 1) != 0)
            continue;
        const int cols = snprintf(text, sizeof text, " %.4g ", b->level[level]);
        if (run > cols) {
            canvas_text(&r->cv, row, col - cols, text, level_ink(b, level));
            done |= 1u << level;
        }
    }
    return done;
}

static void draw_numbers(const struct contour *c, const struct plane *p,
                         struct raster *r, const struct bands *b)
{
    struct strip_of_dots strip[2] = {{{0}}, {{0}}};
    unsigned done = 0;

    if (r->per_row == 1)
        return; /* the lines are made of digits already */
    for (int row = 1; row + 1 < r->cv.rows; row++) {
        const int top = row * r->per_row;

        read_row(c, p, r, top, b, &strip[0]);
        read_row(c, p, r, top + r->per_row - 1, b, &strip[1]);
        done = number_row(r, b, row, strip, done);
    }
}

static void draw_arrows(const struct contour *c, const struct plane *p,
                        struct raster *r)
{
    const double dx = (p->x.high - p->x.low) / (r->cv.cols + 1);
    const double dy = (p->y.high - p->y.low) / (r->cv.rows + 1);

    for (int row = 1; row < r->cv.rows; row += 4) {
        for (int col = 3; col < r->cv.cols; col += 8) {
            const double x = p->x.low + dx * (col + 1);
            const double y = p->y.high - dy * (row + 1);
            const double gx =
                field_at(&c->field, x + dx, y) - field_at(&c->field, x - dx, y);
            const double gy =
                field_at(&c->field, x, y + dy) - field_at(&c->field, x, y - dy);
            /* As long as a cell is high: the direction is that on screen. */
            const uint32_t rune = marks_arrow(&r->cv, -gx, -gy * dx * 2 / dy);

            if (rune)
                canvas_put(&r->cv, row, col, rune, INK_DIM);
        }
    }
}

static void path_sign(const struct contour_path *path, const struct plane *p,
                      struct raster *r, int i, uint32_t rune, unsigned ink)
{
    double at[2];
    int dot[2];

    contourwords_point(path, i, at);
    if (plane_dot(p, r, at[0], at[1], dot))
        canvas_put(&r->cv, dot[1] / r->per_row, dot[0] / r->per_col, rune, ink);
}

/* Signs at the steps tell a path from a line of the map without colour. */
static void draw_path(const struct contour *c, const struct plane *p,
                      struct raster *r, int i)
{
    const struct contour_path *path = &c->path[i];
    const int n = contourwords_points(path);

    for (int k = 1; k < n; k++) {
        double from[2], to[2];

        contourwords_point(path, k - 1, from);
        contourwords_point(path, k, to);
        plane_line(p, r, from, to, path_ink(i));
    }
    for (int k = 0; k < n; k++)
        path_sign(path, p, r, k, marks_rune(&r->cv, i), path_ink(i) | INK_BOLD);
    if (n > 0) {
        path_sign(path, p, r, 0, 'S', INK_TEXT | INK_REVERSE | INK_BOLD);
        path_sign(path, p, r, n - 1, 'E', INK_TEXT | INK_REVERSE | INK_BOLD);
    }
}

static void draw_head(const struct contour *c, const struct bands *b,
                      struct canvas *cv)
{
    const bool ascii = cv->look.glyphs == CANVAS_GLYPHS_ASCII;
    const bool cells = ascii || cv->look.graph == CANVAS_GRAPH_ASCII;
    int col = 0;

    if (c->title)
        col += canvas_text(cv, 0, 0, c->title, INK_TITLE) + 2;
    for (int i = 0; i < c->paths && i < CONTOUR_MOST_PATHS; i++) {
        canvas_put(cv, 0, col, marks_rune(cv, i), path_ink(i));
        col += 2;
        col += canvas_printf(cv, 0, col, INK_TEXT, "%s, S to E  ",
                             c->path[i].name ? c->path[i].name : "path");
    }
    if (b->count == 0) {
        canvas_text(cv, 0, col, "flat: no lines", INK_DIM);
        return;
    }
    col += canvas_text(cv, 0, col, "lines", INK_DIM) + 1;
    for (int i = 0; i < b->count; i++) {
        if (cells)
            col += canvas_printf(cv, 0, col, INK_DIM, "%d:", i + 1);
        col +=
            canvas_printf(cv, 0, col, level_ink(b, i), "%.4g", b->level[i]) + 1;
    }
}

void contour_draw(const struct contour *c, struct canvas *cv,
                  struct canvas_rect at)
{
    struct canvas place = canvas_sub(cv, at);
    const int head = place.rows >= 3;
    struct bands b = {.count = 0};

    if (place.rows == 0 || place.cols == 0)
        return;
    b.count = contour_levels(c, b.level);
    const struct plane p = plane_make(
        &place, (struct canvas_rect){head, 0, place.rows - head, place.cols},
        field_x(&c->field), field_y(&c->field), true);
    struct raster r = raster_over(&place, p.body);

    r.slopes = true;
    if (head)
        draw_head(c, &b, &place);
    plane_axes(&p, &place, c->x_name);
    draw_lines(c, &p, &r, &b);
    draw_numbers(c, &p, &r, &b);
    if (c->arrows)
        draw_arrows(c, &p, &r);
    for (int i = 0; i < c->paths && i < CONTOUR_MOST_PATHS; i++)
        draw_path(c, &p, &r, i);
}

size_t contour_words(const struct contour *c, enum words_depth depth, char *out,
                     size_t size)
{
    struct words w = words_to(out, size);

    contourwords_write(c, depth, &w);
    return w.wanted;
}
