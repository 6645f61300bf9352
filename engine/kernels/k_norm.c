#include "engine/kernels/k_real.h"

/* Both norms scale a row to unit spread; layer norm also moves its mean to 0.
 * Backward recomputes the two statistics of a row: that is cheaper than the
 * memory to keep them. */
enum { WIDTH = 64, RUN = 32 };

KERNEL_APART static real mean_of(const real *x, int cols)
{
    real sum = R(0.0);

#pragma omp simd reduction(+ : sum)
    for (int c = 0; c < cols; c++)
        sum += x[c];
    return sum / (real)cols;
}

/* 1 / sqrt(mean of (x - mean)^2 + epsilon). */
KERNEL_APART static real inverse_spread(const real *x, real mean, int cols,
                                        double epsilon)
{
    real sum = R(0.0);

#pragma omp simd reduction(+ : sum)
    for (int c = 0; c < cols; c++)
        sum += (x[c] - mean) * (x[c] - mean);
    return R(1.0) / real_sqrt(sum / (real)cols + (real)epsilon);
}

void KERNEL(norm_layer_stats)(real *stats, const real *x, int rows, int cols,
                              double epsilon)
{
    for (int r = 0; r < rows; r++, x += cols, stats += 2) {
        stats[0] = mean_of(x, cols);
        stats[1] = inverse_spread(x, stats[0], cols, epsilon);
    }
}

void KERNEL(norm_rms_stats)(real *stats, const real *x, int rows, int cols,
                            double epsilon)
{
    for (int r = 0; r < rows; r++, x += cols, stats += 2) {
        stats[0] = R(0.0);
        stats[1] = inverse_spread(x, R(0.0), cols, epsilon);
    }
}

static void forward_row(real *out, const real *x, const real *gain,
                        const real *bias, const real stats[2], int cols)
{
    const real mean = stats[0], by = stats[1];

#pragma omp simd
    for (int c = 0; c < cols; c++)
        out[c] = (x[c] - mean) * by;
    if (gain) {
#pragma omp simd
        for (int c = 0; c < cols; c++)
            out[c] *= gain[c];
    }
    if (bias) {
#pragma omp simd
        for (int c = 0; c < cols; c++)
            out[c] += bias[c];
    }
}

void KERNEL(norm_layer_forward)(real *out, const real *x, const real *gain,
                                const real *bias, int rows, int cols,
                                double epsilon)
{
    for (int r = 0; r < rows; r++, x += cols, out += cols) {
        real stats[2];

        KERNEL(norm_layer_stats)(stats, x, 1, cols, epsilon);
        forward_row(out, x, gain, bias, stats, cols);
    }
}

void KERNEL(norm_rms_forward)(real *out, const real *x, const real *gain,
                              int rows, int cols, double epsilon)
{
    for (int r = 0; r < rows; r++, x += cols, out += cols) {
        real stats[2];

        KERNEL(norm_rms_stats)(stats, x, 1, cols, epsilon);
        forward_row(out, x, gain, NULL, stats, cols);
    }
}

/* With u = dout gain and y the normalised row, dx = (u - mean(u) -
 * y mean(u y)) / spread; rms norm has no mean(u), for its mean is fixed. */
static void backward_row(real *dx, const real *dout, const real *x,
                         const real *gain, const real stats[2], bool centred,
                         int cols)
{
    const real mean = stats[0], by = stats[1];
    real sum = R(0.0), dot = R(0.0);

#pragma omp simd reduction(+ : sum, dot)
    for (int c = 0; c < cols; c++) {
        const real u = gain ? dout[c] * gain[c] : dout[c];

        sum += u;
        dot += u * ((x[c] - mean) * by);
    }
    const real a = centred ? sum / (real)cols : R(0.0);
    const real b = dot / (real)cols;
#pragma omp simd
    for (int c = 0; c < cols; c++) {
        const real u = gain ? dout[c] * gain[c] : dout[c];

        dx[c] += by * (u - a - (x[c] - mean) * by * b);
    }
}

void KERNEL(norm_layer_backward)(real *dx, const real *dout, const real *x,
                                 const real *gain, int rows, int cols,
                                 double epsilon)
{
    for (int r = 0; r < rows; r++, x += cols, dx += cols, dout += cols) {
        real stats[2];

        KERNEL(norm_layer_stats)(stats, x, 1, cols, epsilon);
        backward_row(dx, dout, x, gain, stats, true, cols);
    }
}

void KERNEL(norm_rms_backward)(real *dx, const real *dout, const real *x,
                               const real *gain, int rows, int cols,
                               double epsilon)
{
    for (int r = 0; r < rows; r++, x += cols, dx += cols, dout += cols) {
        real stats[2];

        KERNEL(norm_rms_stats)(stats, x, 1, cols, epsilon);
        backward_row(dx, dout, x, gain, stats, false, cols);
    }
}

/* Sums of `n` columns over a run of rows: of dout, and of dout times the
 * normalised row. */
struct part {
    real dout[WIDTH], product[WIDTH];
};

static void sum_run(struct part *p, const real *dout, const real *x,
                    const real *stats, int rows, int cols, int n)
{
    *p = (struct part){{R(0.0)}, {R(0.0)}};
    for (int r = 0; r < rows; r++, dout += cols, x += cols, stats += 2) {
        const real mean = stats[0], by = stats[1];

#pragma omp simd
        for (int c = 0; c < n; c++) {
            p->dout[c] += dout[c];
            p->product[c] += dout[c] * ((x[c] - mean) * by);
        }
    }
}

void KERNEL(norm_gain_backward)(real *dgain, real *dbias, const real *dout,
                                const real *x, const real *stats,
                                const struct kernels_columns *s)
{
    for (int from = s->from; from < s->to; from += WIDTH) {
        const int n = s->to - from < WIDTH ? s->to - from : WIDTH;
        double sum[WIDTH] = {0.0}, product[WIDTH] = {0.0};
        struct part part;

        for (int r = 0; r < s->rows; r += RUN) {
            const int64_t at = (int64_t)r * s->cols + from;

            sum_run(&part, dout + at, x + at, stats + 2 * (int64_t)r,
                    s->rows - r < RUN ? s->rows - r : RUN, s->cols, n);
            for (int c = 0; c < n; c++) {
                sum[c] += (double)part.dout[c];
                product[c] += (double)part.product[c];
            }
        }
        for (int c = 0; c < n; c++) {
            if (dgain)
                dgain[from + c] += (real)product[c];
            if (dbias)
                dbias[from + c] += (real)sum[c];
        }
    }
}
