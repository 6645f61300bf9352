#include "viz/plane.h"

#include <math.h>
#include <stdint.h>

static bool is_ascii(const struct canvas *cv)
{
    return cv->look.glyphs == CANVAS_GLYPHS_ASCII;
}

static int tick_cols(const struct plane *p, const struct canvas *cv)
{
    int cols = 0;

    for (int i = 0; i < p->y_ticks; i++) {
        const int wanted = canvas_cols(cv, p->y_tick[i].text);

        cols = wanted > cols ? wanted : cols;
    }
    return cols;
}

struct plane plane_make(const struct canvas *cv, struct canvas_rect at,
                        struct axis x, struct axis y, bool named)
{
    struct plane p = {.x = x, .y = y, .axis_row = -1, .label_row = -1};
    const int axis = at.rows >= 3, labels = at.rows >= 5;

    p.body = at;
    p.body.rows = at.rows - axis - labels;
    if (axis)
        p.axis_row = p.body.row + p.body.rows;
    if (labels)
        p.label_row = p.axis_row + 1;
    p.y_ticks = named ? axis_ticks(&p.y, (p.body.rows + 1) / 2, p.y_tick) : 0;

    const int left = tick_cols(&p, cv) + 2;
    if (left < at.cols / 2) {
        p.body.col += left;
        p.body.cols -= left;
    } else {
        p.y_ticks = 0;
    }
    return p;
}

static void widen_to(struct axis *a, double span)
{
    const double room = (span - (a->high - a->low)) / 2.0;

    if (room > 0.0) {
        a->low -= room;
        a->high += room;
    }
}

struct plane plane_square(const struct canvas *cv, struct canvas_rect at,
                          struct axis x, struct axis y)
{
    struct plane p = plane_make(cv, at, x, y, true);

    /* Wider numbers may come with the wider range: twice is enough. */
    for (int i = 0; i < 2; i++) {
        const double wide = p.body.cols, high = 2.0 * p.body.rows;

        if (wide < 1.0 || high < 1.0)
            return p;
        widen_to(&x, (y.high - y.low) * wide / high);
        widen_to(&y, (x.high - x.low) * high / wide);
        p = plane_make(cv, at, x, y, true);
    }
    return p;
}

static void draw_y_axis(const struct plane *p, struct canvas *cv)
{
    const struct raster r = raster_over(cv, p->body);
    const int line = p->body.col - 1;

    for (int i = 0; i < p->body.rows && line >= 0; i++)
        canvas_put(cv, p->body.row + i, line, is_ascii(cv) ? '|' : 0x2502,
                   INK_FRAME);
    for (int i = 0; i < p->y_ticks; i++) {
        const char *text = p->y_tick[i].text;
        const int row =
            p->body.row + plane_row(p, &r, p->y_tick[i].value) / r.per_row;

        canvas_text(cv, row, line - 1 - canvas_cols(cv, text), text, INK_DIM);
        canvas_put(cv, row, line, is_ascii(cv) ? '+' : 0x2524, INK_FRAME);
    }
}

static void draw_x_ticks(const struct plane *p, struct canvas *cv)
{
    struct axis_tick tick[AXIS_MAX_TICKS];
    const int n = axis_ticks(&p->x, p->body.cols / 9 + 1, tick);
    int next = 0;

    for (int i = 0; i < n; i++) {
        const int wide = canvas_cols(cv, tick[i].text);
        const int at =
            p->body.col +
            (int)lround(axis_share(&p->x, tick[i].value) * (p->body.cols - 1));
        int from = at - wide / 2;

        if (from + wide > cv->cols)
            from = cv->cols - wide;
        canvas_put(cv, p->axis_row, at, is_ascii(cv) ? '+' : 0x252c, INK_FRAME);
        if (p->label_row < 0 || from < next)
            continue;
        canvas_text(cv, p->label_row, from, tick[i].text, INK_DIM);
        next = from + wide + 1;
    }
}

void plane_axes(const struct plane *p, struct canvas *cv, const char *x_name)
{
    const int name = x_name ? canvas_cols(cv, x_name) + 1 : 0;

    draw_y_axis(p, cv);
    if (p->axis_row < 0)
        return;
    canvas_fill(cv,
                (struct canvas_rect){p->axis_row, p->body.col, 1, p->body.cols},
                is_ascii(cv) ? '-' : 0x2500, INK_FRAME);
    canvas_put(cv, p->axis_row, p->body.col - 1, is_ascii(cv) ? '+' : 0x2514,
               INK_FRAME);
    draw_x_ticks(p, cv);
    if (name > 0 && name + 8 < p->body.cols) {
        canvas_printf(cv, p->axis_row, p->body.col + p->body.cols - name,
                      INK_DIM, " %s", x_name);
    }
}

static void put_blank(struct canvas *cv, int row, int col, uint32_t rune)
{
    const uint32_t have = canvas_at(cv, row, col).rune;

    if (have == 0 || have == ' ')
        canvas_put(cv, row, col, rune, INK_FRAME);
}

/* In ASCII of dots: whole lines would look like what is drawn. */
void plane_cross(const struct plane *p, struct canvas *cv)
{
    const bool ascii = is_ascii(cv);
    const struct raster fine = raster_over(cv, p->body);
    const bool tall = p->x.low <= 0.0 && p->x.high >= 0.0;
    const bool flat = p->y.low <= 0.0 && p->y.high >= 0.0;
    int dot[2] = {0, 0};

    plane_dot(p, &fine, tall ? 0.0 : p->x.low, flat ? 0.0 : p->y.low, dot);
    const int row = dot[1] / fine.per_row, col = dot[0] / fine.per_col;

    if (tall && flat)
        put_blank(cv, p->body.row + row, p->body.col + col,
                  ascii ? '+' : 0x253c);
    for (int r = 0; r < p->body.rows && tall; r++)
        put_blank(cv, p->body.row + r, p->body.col + col, ascii ? ':' : 0x2502);
    for (int c = 0; c < p->body.cols && flat; c += ascii ? 2 : 1)
        put_blank(cv, p->body.row + row, p->body.col + c, ascii ? '.' : 0x2500);
}

int plane_row(const struct plane *p, const struct raster *r, double y)
{
    double share = axis_share(&p->y, y);

    share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
    return (int)lround((1.0 - share) * (double)(r->rows - 1));
}

bool plane_dot(const struct plane *p, const struct raster *r, double x,
               double y, int dot[2])
{
    const double across = axis_share(&p->x, x), up = axis_share(&p->y, y);
    const double slack = 1e-9;

    if (isnan(across) || isnan(up) || across < -slack || across > 1 + slack ||
        up < -slack || up > 1 + slack)
        return false;
    dot[0] = (int)lround(across * (double)(r->cols - 1));
    dot[1] = (int)lround((1.0 - up) * (double)(r->rows - 1));
    return true;
}

/* Liang and Barsky: the part [t0, t1] of a line inside the unit square. */
static bool cut(const double a[2], const double b[2], double t[2])
{
    t[0] = 0.0;
    t[1] = 1.0;
    for (int i = 0; i < 4; i++) {
        const double d = b[i / 2] - a[i / 2];
        const double p = i % 2 ? d : -d;
        const double q = i % 2 ? 1.0 - a[i / 2] : a[i / 2];

        if (!(fabs(p) > 0.0)) {
            if (q < 0.0)
                return false;
            continue;
        }
        if (p < 0.0)
            t[0] = fmax(t[0], q / p);
        else
            t[1] = fmin(t[1], q / p);
    }
    return t[0] <= t[1];
}

void plane_line(const struct plane *p, struct raster *r, const double from[2],
                const double to[2], unsigned ink)
{
    const double a[2] = {axis_share(&p->x, from[0]),
                         axis_share(&p->y, from[1])};
    const double b[2] = {axis_share(&p->x, to[0]), axis_share(&p->y, to[1])};
    int end[2][2];
    double t[2];

    if (!(isfinite(a[0]) && isfinite(a[1]) && isfinite(b[0]) &&
          isfinite(b[1])) ||
        r->cols < 1 || r->rows < 1 || !cut(a, b, t))
        return;
    for (int i = 0; i < 2; i++) {
        const double x = a[0] + t[i] * (b[0] - a[0]);
        const double y = a[1] + t[i] * (b[1] - a[1]);

        end[i][0] = (int)lround(x * (double)(r->cols - 1));
        end[i][1] = (int)lround((1.0 - y) * (double)(r->rows - 1));
    }
    raster_line(r, end[0], end[1], ink);
}

void plane_widen(double range[2], double value)
{
    if (!isfinite(value))
        return;
    if (range[0] > range[1])
        range[0] = range[1] = value;
    range[0] = fmin(range[0], value);
    range[1] = fmax(range[1], value);
}

struct axis plane_around(const double range[2])
{
    if (range[0] > range[1])
        return axis_make(0.0, 1.0, false);
    const struct axis tight = axis_make(range[0], range[1], false);
    const double room = (tight.high - tight.low) * 0.05;

    return axis_make(tight.low - room, tight.high + room, false);
}
