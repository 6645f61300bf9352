#include "engine/kernels/k_real.h"

enum { WIDTH = 64, RUN = 32 };

void KERNEL(bias_forward)(real *out, const real *bias, int rows, int cols)
{
    for (int r = 0; r < rows; r++, out += cols) {
#pragma omp simd
        for (int c = 0; c < cols; c++)
            out[c] += bias[c];
    }
}

/* Adds runs of 32 rows in `real` and the runs in double: a sum of many rows
 * keeps its digits, and most of the work stays narrow. */
static void sum_columns(real *dbias, const real *dout,
                        const struct kernels_columns *s, int from, int n)
{
    double total[WIDTH] = {0.0};

    for (int top = 0; top < s->rows; top += RUN) {
        const int end = s->rows - top < RUN ? s->rows : top + RUN;
        real part[WIDTH] = {R(0.0)};

        for (int r = top; r < end; r++) {
            const real *row = dout + (int64_t)r * s->cols + from;
#pragma omp simd
            for (int c = 0; c < n; c++)
                part[c] += row[c];
        }
        for (int c = 0; c < n; c++)
            total[c] += (double)part[c];
    }
    for (int c = 0; c < n; c++)
        dbias[from + c] += (real)total[c];
}

void KERNEL(bias_backward)(real *dbias, const real *dout,
                           const struct kernels_columns *s)
{
    for (int from = s->from; from < s->to; from += WIDTH)
        sum_columns(dbias, dout, s, from,
                    s->to - from < WIDTH ? s->to - from : WIDTH);
}
