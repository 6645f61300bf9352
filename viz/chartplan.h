#ifndef VIZ_CHARTPLAN_H
#define VIZ_CHARTPLAN_H

#include "viz/chart.h"
#include "viz/plane.h"

/*
 * chartplan.h - the ranges of a chart's data and the plane they stand on. The
 * first row is the legend where there are three or more.
 */
struct plane chartplan_make(const struct chart *c, const struct canvas *cv);

/* How many series are drawn. */
int chartplan_series(const struct chart *c);

double chartplan_x(const struct chart_series *s, int i);

/* Whether this x is in the part of the axis that is shown. */
bool chartplan_sees(const struct chart *c, double x);

#endif
