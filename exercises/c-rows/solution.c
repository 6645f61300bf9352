/* c-rows.c: the columns of a table, added up. */
#include "c-rows.h"

void column_sums(float *out, const float *x, int rows, int cols)
{
    for (int c = 0; c < cols; c++)
        out[c] = 0.0f;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < cols; c++)
            out[c] += x[r * cols + c];
}
