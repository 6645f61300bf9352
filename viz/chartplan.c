#include "viz/chartplan.h"

#include <math.h>

int chartplan_series(const struct chart *c)
{
    if (!c->series || c->count < 0)
        return 0;
    return c->count < CHART_MAX_SERIES ? c->count : CHART_MAX_SERIES;
}

double chartplan_x(const struct chart_series *s, int i)
{
    return s->x ? (double)s->x[i] : (double)i;
}

struct span {
    double low, high;
    bool any;
};

static void widen(struct span *s, double v)
{
    if (!s->any || v < s->low)
        s->low = v;
    if (!s->any || v > s->high)
        s->high = v;
    s->any = true;
}

static bool is_given(float low, float high)
{
    return low < high;
}

bool chartplan_sees(const struct chart *c, double x)
{
    return !is_given(c->x_low, c->x_high) ||
           (x >= (double)c->x_low && x <= (double)c->x_high);
}

/* The ranges that the data takes, inside the part of x that is shown. */
static void spans(const struct chart *c, struct span *x, struct span *y)
{
    for (int s = 0; s < chartplan_series(c); s++) {
        for (int i = 0; i < c->series[s].count; i++) {
            const double at = chartplan_x(&c->series[s], i);
            const double v = (double)c->series[s].y[i];

            if (!isfinite(at) || (c->log_x && at <= 0.0) ||
                !chartplan_sees(c, at))
                continue;
            widen(x, at);
            if (isfinite(v) && (!c->log_y || v > 0.0))
                widen(y, v);
        }
    }
}

struct plane chartplan_make(const struct chart *c, const struct canvas *cv)
{
    struct span x = {0}, y = {0};
    const int legend = cv->rows >= 3;

    spans(c, &x, &y);
    if (is_given(c->x_low, c->x_high))
        x = (struct span){(double)c->x_low, (double)c->x_high, true};
    if (is_given(c->y_low, c->y_high))
        y = (struct span){(double)c->y_low, (double)c->y_high, true};
    return plane_make(
        cv, (struct canvas_rect){legend, 0, cv->rows - legend, cv->cols},
        axis_make(x.low, x.high, c->log_x), axis_make(y.low, y.high, c->log_y),
        y.any);
}
