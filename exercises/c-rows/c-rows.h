/* c-rows.h: the columns of a table, added up.
 * Shapes: x is [rows, cols], row after row; out has cols numbers; rows >= 0,
 *     cols >= 0. They do not overlap. */
#ifndef C_ROWS_H
#define C_ROWS_H

void column_sums(float *out, const float *x, int rows, int cols);

#endif
