#include "engine/kernels/k_real.h"

/* Both norms scale a row to unit spread; layer norm also moves its mean to 0.
 * The functions _by read the two statistics of a row that forward kept; the
 * others compute them, and give the same bits. */
enum { WIDTH = 64 };

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

void KERNEL(norm_forward_by)(real *out, const real *x, const real *gain,
                             const real *bias, const real *stats, int rows,
                             int cols)
{
    for (int r = 0; r < rows; r++, x += cols, out += cols, stats += 2)
        forward_row(out, x, gain, bias, stats, cols);
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

void KERNEL(norm_backward_by)(real *dx, const real *dout, const real *x,
                              const real *gain, const real *stats,
                              const struct kernels_rows *s)
{
    const int cols = s->cols;

    for (int r = 0; r < s->rows; r++, stats += 2)
        backward_row(dx + (int64_t)r * cols, dout + (int64_t)r * cols,
                     x + (int64_t)r * cols, gain, stats, s->centred, cols);
}

/* Runs of rows are summed in `real` and the runs in double: a sum of many rows
 * keeps its digits, and most of the work stays narrow. */
void KERNEL(norm_gain_sums)(real *sums, const real *dout, const real *x,
                            const real *stats, int rows, int cols)
{
    real *product = sums, *plain = sums + cols;

    memset(sums, 0, 2 * (size_t)cols * sizeof *sums);
    for (int r = 0; r < rows; r++, dout += cols, x += cols, stats += 2) {
        const real mean = stats[0], by = stats[1];

#pragma omp simd
        for (int c = 0; c < cols; c++) {
            plain[c] += dout[c];
            product[c] += dout[c] * ((x[c] - mean) * by);
        }
    }
}

void KERNEL(norm_gain_add)(real *dgain, real *dbias, const real *sums,
                           const struct kernels_columns *s)
{
    for (int from = s->from; from < s->to; from += WIDTH) {
        const int n = s->to - from < WIDTH ? s->to - from : WIDTH;
        double sum[WIDTH] = {0.0}, product[WIDTH] = {0.0};

        for (int r = 0; r < s->rows; r++) {
            const real *run = sums + (int64_t)r * 2 * s->cols + from;

#pragma omp simd
            for (int c = 0; c < n; c++) {
                product[c] += (double)run[c];
                sum[c] += (double)run[s->cols + c];
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
