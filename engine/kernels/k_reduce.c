#include "engine/kernels/k_real.h"

enum { WIDTH = 64 };

/* Runs in `real`, runs together in double: long sums keep their digits. */
static double sum_of(const real *x, int n)
{
    double total = 0.0;

    for (int from = 0; from < n; from += KERNELS_CHUNK) {
        const int end = n - from < KERNELS_CHUNK ? n : from + KERNELS_CHUNK;
        real part = R(0.0);

#pragma omp simd reduction(+ : part)
        for (int i = from; i < end; i++)
            part += x[i];
        total += (double)part;
    }
    return total;
}

/* out[0..width-1] = by * sum over n of x[., 0..width-1]. */
static void sum_columns(real *out, const real *x, double by, int n, int inner,
                        int width)
{
    double total[WIDTH] = {0.0};

    for (int i = 0; i < n; i++)
        for (int c = 0; c < width; c++)
            total[c] += (double)x[(int64_t)i * inner + c];
    for (int c = 0; c < width; c++)
        out[c] = (real)(by * total[c]);
}

static void sum_all(real *out, const real *x, double by, int outer, int n,
                    int inner)
{
    for (int o = 0; o < outer; o++, x += (int64_t)n * inner, out += inner) {
        if (inner == 1) {
            out[0] = (real)(by * sum_of(x, n));
            continue;
        }
        for (int c = 0; c < inner; c += WIDTH)
            sum_columns(out + c, x + c, by, n, inner,
                        inner - c < WIDTH ? inner - c : WIDTH);
    }
}

void KERNEL(reduce_sum_forward)(real *out, const real *x, int outer, int n,
                                int inner)
{
    sum_all(out, x, 1.0, outer, n, inner);
}

void KERNEL(reduce_mean_forward)(real *out, const real *x, int outer, int n,
                                 int inner)
{
    sum_all(out, x, 1.0 / n, outer, n, inner);
}

void KERNEL(reduce_sum_backward)(real *dx, const real *dout, double by,
                                 int outer, int n, int inner)
{
    const real factor = (real)by;

    for (int o = 0; o < outer; o++, dout += inner) {
        for (int i = 0; i < n; i++, dx += inner) {
#pragma omp simd
            for (int c = 0; c < inner; c++)
                dx[c] += factor * dout[c];
        }
    }
}

/* The first of the largest along the middle extent; NaN is largest of all. */
static int64_t largest(const real *x, int n, int inner)
{
    int64_t best = 0;

    for (int64_t i = 1; i < n && !isnan(x[best]); i++)
        if (x[i * inner] > x[best] || isnan(x[i * inner]))
            best = i * inner;
    return best;
}

void KERNEL(reduce_max_forward)(real *out, const real *x, int outer, int n,
                                int inner)
{
    for (int o = 0; o < outer; o++, x += (int64_t)n * inner, out += inner)
        for (int c = 0; c < inner; c++)
            out[c] = x[c + largest(x + c, n, inner)];
}

void KERNEL(reduce_max_backward)(real *dx, const real *dout, const real *x,
                                 int outer, int n, int inner)
{
    const int64_t step = (int64_t)n * inner;

    for (int o = 0; o < outer; o++, x += step, dx += step, dout += inner)
        for (int c = 0; c < inner; c++)
            dx[c + largest(x + c, n, inner)] += dout[c];
}
