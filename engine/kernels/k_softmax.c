#include "engine/kernels/k_real.h"

KERNEL_APART static real row_max(const real *x, int cols)
{
    real most = x[0];

#pragma omp simd reduction(max : most)
    for (int c = 0; c < cols; c++)
        most = x[c] > most ? x[c] : most;
    return most;
}

void KERNEL(softmax_forward)(real *out, const real *x, int rows, int cols)
{
    for (int r = 0; r < rows; r++, x += cols, out += cols) {
        /* exp(89) overflows a float. Shifting by the largest score cancels in
         * the quotient and keeps every exponent at or below zero. A row that
         * is -infinity throughout has no answer: it becomes NaN. */
        const real shift = row_max(x, cols);
        real total = R(0.0);

#pragma omp simd reduction(+ : total)
        for (int c = 0; c < cols; c++) {
            const real e = real_exp(x[c] - shift);

            out[c] = e;
            total += e;
        }
        const real by = R(1.0) / total;
#pragma omp simd
        for (int c = 0; c < cols; c++)
            out[c] *= by;
    }
}

void KERNEL(softmax_backward)(real *dx, const real *dout, const real *out,
                              int rows, int cols)
{
    for (int r = 0; r < rows; r++, dx += cols, dout += cols, out += cols) {
        real dot = R(0.0);

        /* Every score pushes all the others down by the shared total. */
#pragma omp simd reduction(+ : dot)
        for (int c = 0; c < cols; c++)
            dot += dout[c] * out[c];
#pragma omp simd
        for (int c = 0; c < cols; c++)
            dx[c] = real_muladd(out[c], dout[c] - dot, dx[c]);
    }
}
