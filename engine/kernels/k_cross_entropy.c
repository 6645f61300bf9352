#include "engine/kernels/k_real.h"

KERNEL_APART static real row_max(const real *x, int cols)
{
    real most = x[0];

#pragma omp simd reduction(max : most)
    for (int c = 0; c < cols; c++)
        most = x[c] > most ? x[c] : most;
    return most;
}

void KERNEL(cross_entropy_forward)(real *loss, real *lse, const real *logits,
                                   const int32_t *target, int ignore, int rows,
                                   int cols)
{
    for (int r = 0; r < rows; r++, logits += cols) {
        const real shift = row_max(logits, cols);
        real total = R(0.0);

#pragma omp simd reduction(+ : total)
        for (int c = 0; c < cols; c++)
            total += real_exp(logits[c] - shift);
        const real rest = real_log(total);

        lse[r] = shift + rest;
        /* Differences first: lse - logit would lose the small part of two
         * large numbers. */
        loss[r] =
            target[r] == ignore ? R(0.0) : rest - (logits[target[r]] - shift);
    }
}

static void write_row(real *dlogits, const real *logits, real lse, real scale,
                      int cols)
{
#pragma omp simd
    for (int c = 0; c < cols; c++)
        dlogits[c] = scale * real_exp(logits[c] - lse);
}

static void add_row(real *dlogits, const real *logits, real lse, real scale,
                    int cols)
{
#pragma omp simd
    for (int c = 0; c < cols; c++)
        dlogits[c] = real_muladd(scale, real_exp(logits[c] - lse), dlogits[c]);
}

void KERNEL(cross_entropy_backward)(real *dlogits, const real *logits,
                                    const real *lse, const int32_t *target,
                                    const struct kernels_classes *s)
{
    const real scale = (real)s->scale;

    for (int r = 0; r < s->rows; r++) {
        const int64_t at = (int64_t)r * s->cols;
        real *row = dlogits + at;

        if (target[r] == s->ignore) {
            for (int c = 0; c < s->cols && !s->adds; c++)
                row[c] = R(0.0);
            continue;
        }
        if (s->adds)
            add_row(row, logits + at, lse[r], scale, s->cols);
        else
            write_row(row, logits + at, lse[r], scale, s->cols);
        row[target[r]] -= scale;
    }
}
