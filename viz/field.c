#include "viz/field.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

static bool is_empty(const struct field *f)
{
    return !f->value || f->rows < 1 || f->cols < 1;
}

struct axis field_x(const struct field *f)
{
    return f->x_low < f->x_high ? axis_make(f->x_low, f->x_high, false)
                                : axis_make(0.0, 1.0, false);
}

struct axis field_y(const struct field *f)
{
    return f->y_low < f->y_high ? axis_make(f->y_low, f->y_high, false)
                                : axis_make(0.0, 1.0, false);
}

static double value_of(const struct field *f, int row, int col)
{
    return (double)f->value[(size_t)row * (size_t)f->cols + (size_t)col];
}

/* Place `at` (0..count-1) as the grid line below it and the part above. */
static int below(double at, int count, double *part)
{
    int i = (int)floor(at);

    if (i >= count - 1)
        i = count > 1 ? count - 2 : 0;
    *part = count > 1 ? at - i : 0.0;
    return i;
}

/* A neighbour without weight does not count, even where it is NaN. */
static double between(double a, double b, double part)
{
    if (part < 1e-9)
        return a;
    return part > 1.0 - 1e-9 ? b : a + (b - a) * part;
}

/* 0..1 along a range; an empty one is 0..1 itself. This is asked for every
 * dot of a picture. */
static double share_of(double low, double high, double value)
{
    return low < high ? (value - low) / (high - low) : value;
}

double field_at(const struct field *f, double x, double y)
{
    const double across = share_of(f->x_low, f->x_high, x);
    const double up = share_of(f->y_low, f->y_high, y);
    double in_col, in_row;

    if (is_empty(f) || !(across >= 0.0 && across <= 1.0) ||
        !(up >= 0.0 && up <= 1.0))
        return (double)NAN;
    const int col = below(across * (f->cols - 1), f->cols, &in_col);
    const int row = below(up * (f->rows - 1), f->rows, &in_row);
    const int next_col = col + (f->cols > 1), next_row = row + (f->rows > 1);
    const double low =
        between(value_of(f, row, col), value_of(f, row, next_col), in_col);
    const double high = between(value_of(f, next_row, col),
                                value_of(f, next_row, next_col), in_col);
    const double v = between(low, high, in_row);

    return isfinite(v) ? v : (double)NAN;
}

int field_range(const struct field *f, double range[2], int low[2], int high[2])
{
    int bad = 0;

    range[0] = 1.0;
    range[1] = 0.0;
    for (int r = 0; r < f->rows && !is_empty(f); r++) {
        for (int c = 0; c < f->cols; c++) {
            const double v = value_of(f, r, c);
            const bool first = range[0] > range[1];

            if (!isfinite(v)) {
                bad++;
                continue;
            }
            if (first || v < range[0]) {
                range[0] = v;
                low[0] = r;
                low[1] = c;
            }
            if (first || v > range[1]) {
                range[1] = v;
                high[0] = r;
                high[1] = c;
            }
        }
    }
    return bad;
}

double field_col_x(const struct field *f, int col)
{
    const struct axis a = field_x(f);

    return f->cols > 1 ? a.low + (a.high - a.low) * col / (f->cols - 1) : a.low;
}

double field_row_y(const struct field *f, int row)
{
    const struct axis a = field_y(f);

    return f->rows > 1 ? a.low + (a.high - a.low) * row / (f->rows - 1) : a.low;
}
