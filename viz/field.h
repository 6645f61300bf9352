#ifndef VIZ_FIELD_H
#define VIZ_FIELD_H

#include "viz/axis.h"

/*
 * field.h - a function of x and y, known on a grid: the loss around a point,
 * the score of a classifier. Contours and decision surfaces read it.
 *
 * Shapes: value is [rows, cols], row-major; row 0 lies at y_low, column 0 at
 * x_low, the last ones at y_high and x_high.
 */
struct field {
    const float *value;
    int rows, cols;
    double x_low, x_high, y_low, y_high;
};

/* Both sides as axes; a range that is empty becomes 0..1. */
struct axis field_x(const struct field *f);
struct axis field_y(const struct field *f);

/* The value at (x, y), between its four neighbours on the grid. NaN outside,
 * and where a neighbour that counts is not finite. */
double field_at(const struct field *f, double x, double y);

/* Least and greatest finite value into `range`, and where they stand on the
 * grid; range[0] > range[1] where there is none. Answers how many values are
 * not finite. */
int field_range(const struct field *f, double range[2], int low[2],
                int high[2]);

/* The x of a column and the y of a row. */
double field_col_x(const struct field *f, int col);
double field_row_y(const struct field *f, int row);

#endif
