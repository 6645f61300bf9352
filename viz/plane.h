#ifndef VIZ_PLANE_H
#define VIZ_PLANE_H

#include <stdbool.h>

#include "viz/axis.h"
#include "viz/canvas.h"
#include "viz/raster.h"

/*
 * plane.h - a piece of the x-y plane on a canvas: two axes with their ticks,
 * and the way from a pair of numbers to a dot. Charts, scatters, contours,
 * vectors and histograms all stand on one.
 *
 * Small places lose the names of the x ticks first, then the x axis, then the
 * names of the y ticks, so that what is drawn is the last to go.
 */
struct plane {
    struct axis x, y;
    struct canvas_rect body;
    int axis_row, label_row; /* -1: no room */
    int y_ticks;
    struct axis_tick y_tick[AXIS_MAX_TICKS];
};

/* `named` false: the y axis has no numbers, as where there is no data. */
struct plane plane_make(const struct canvas *cv, struct canvas_rect at,
                        struct axis x, struct axis y, bool named);

/* The same with a unit as long sideways as upwards: a cell is twice as high
 * as wide. Widens one of the two ranges. */
struct plane plane_square(const struct canvas *cv, struct canvas_rect at,
                          struct axis x, struct axis y);

void plane_axes(const struct plane *p, struct canvas *cv, const char *x_name);

/* The lines x = 0 and y = 0, where cells are still blank. */
void plane_cross(const struct plane *p, struct canvas *cv);

/* The dot of (x, y) in a raster over the body; false where it has no place or
 * lies outside. */
bool plane_dot(const struct plane *p, const struct raster *r, double x,
               double y, int dot[2]);

/* The row of dots of a y value, clamped into the raster. */
int plane_row(const struct plane *p, const struct raster *r, double y);

/* A line between two points, cut at the edges of the plane. */
void plane_line(const struct plane *p, struct raster *r, const double from[2],
                const double to[2], unsigned ink);

/* Widens [low, high] so that it holds `value`; NaN and infinities do nothing.
 * Start with low > high. */
void plane_widen(double range[2], double value);

/* A range around the data with some room on both sides; 0..1 where it is
 * empty. */
struct axis plane_around(const double range[2]);

#endif
