#ifndef VIZ_CHARTPLAN_H
#define VIZ_CHARTPLAN_H

#include "viz/axis.h"
#include "viz/chart.h"

/*
 * chartplan.h - where the parts of a chart stand, and its two axes.
 *
 * Small places lose the names of the x ticks first, then the x axis, then the
 * legend, so that the lines are the last to go.
 */
struct chartplan {
    struct axis x, y;
    struct canvas_rect body;
    int axis_row, label_row; /* -1: no room */
    int y_ticks;
    struct axis_tick y_tick[AXIS_MAX_TICKS];
};

struct chartplan chartplan_make(const struct chart *c, const struct canvas *cv);

/* How many series are drawn. */
int chartplan_series(const struct chart *c);

double chartplan_x(const struct chart_series *s, int i);

/* Whether this x is in the part of the axis that is shown. */
bool chartplan_sees(const struct chart *c, double x);

#endif
