#include "engine/kernels/k_real.h"

enum { TOGETHER = 4 };

/* Rows share each read of q, and no sum waits for another. */
KERNEL_APART static void
dots(real out[TOGETHER], const real *const row[TOGETHER], const real *q, int n)
{
    const real *a = row[0], *b = row[1], *c = row[2], *d = row[3];
    real sa = R(0.0), sb = R(0.0), sc = R(0.0), sd = R(0.0);

#pragma omp simd reduction(+ : sa, sb, sc, sd)
    for (int i = 0; i < n; i++) {
        sa += a[i] * q[i];
        sb += b[i] * q[i];
        sc += c[i] * q[i];
        sd += d[i] * q[i];
    }
    out[0] = sa;
    out[1] = sb;
    out[2] = sc;
    out[3] = sd;
}

/* The last few repeat a row: a row has one order of adding up, whatever else
 * was asked for. */
void KERNEL(chosen_dots)(real *out, const real *rows, const real *q,
                         const int32_t *ids, int n, int width)
{
    for (int i = 0; i < n; i += TOGETHER) {
        const int some = n - i < TOGETHER ? n - i : TOGETHER;
        const real *row[TOGETHER];
        real sums[TOGETHER];

        for (int j = 0; j < TOGETHER; j++)
            row[j] = rows + (int64_t)ids[i + (j < some ? j : some - 1)] * width;
        dots(sums, row, q, width);
        memcpy(out + i, sums, (size_t)some * sizeof *out);
    }
}
