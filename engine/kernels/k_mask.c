#include "engine/kernels/k_real.h"

/* Columns that the query of flat row `r` sees. */
static int seen(int64_t r, int t, int keys)
{
    return (int)(r % t) + keys - t + 1;
}

void KERNEL(mask_causal_forward)(real *out, const real *x, int t, int keys,
                                 int64_t from, int64_t to)
{
    for (int64_t r = from; r < to; r++) {
        const int keep = seen(r, t, keys);

        for (int c = 0; c < keys; c++)
            out[r * keys + c] = c < keep ? x[r * keys + c] : -(real)INFINITY;
    }
}

void KERNEL(mask_causal_backward)(real *dx, const real *dout, int t, int keys,
                                  int64_t from, int64_t to)
{
    for (int64_t r = from; r < to; r++) {
        const int keep = seen(r, t, keys);

#pragma omp simd
        for (int c = 0; c < keep; c++)
            dx[r * keys + c] += dout[r * keys + c];
    }
}
