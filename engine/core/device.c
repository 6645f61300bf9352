#include "engine/core/device.h"

#include <cblas.h>
#include <string.h>

/* A product longer than this is cut into runs of rows, so that a cancelled
 * step ends soon: 2e9 operations take 10 to 40 ms. Rows are independent, so
 * the cut does not change a digit. */
#define OPERATIONS_PER_RUN 2e9

static void multiply(const struct device_product *p, int64_t batch,
                     int64_t from, int64_t rows)
{
    const float *a = (const float *)p->a + batch * p->a_batch +
                     (p->a_transposed ? from : from * p->a_row);
    const float *b = (const float *)p->b + batch * p->b_batch;
    float *c = (float *)p->c + batch * p->c_batch + from * p->c_row;

    cblas_sgemm(CblasRowMajor, p->a_transposed ? CblasTrans : CblasNoTrans,
                p->b_transposed ? CblasTrans : CblasNoTrans, (int)rows,
                (int)p->cols, (int)p->inner, (float)p->alpha, a, (int)p->a_row,
                b, (int)p->b_row, (float)p->beta, c, (int)p->c_row);
}

static bool product_blas(const struct device *d, const struct device_product *p,
                         const struct hook *hook)
{
    const double each = 2.0 * (double)p->cols * (double)p->inner;
    const int64_t most = each > OPERATIONS_PER_RUN / 16
                             ? 16
                             : (int64_t)(OPERATIONS_PER_RUN / (each + 1.0));

    (void)d;
    for (int64_t i = 0; i < p->batch; i++)
        for (int64_t from = 0; from < p->rows; from += most) {
            const int64_t left = p->rows - from;

            if (from && hook_stops(hook))
                return true;
            multiply(p, i, from, left < most ? left : most);
        }
    return false;
}

static bool product_plain(const struct device *d,
                          const struct device_product *p,
                          const struct hook *hook)
{
    (void)hook;
    const struct gemm_args args = {
        .a_transposed = p->a_transposed,
        .b_transposed = p->b_transposed,
        .rows = p->rows,
        .cols = p->cols,
        .inner = p->inner,
        .a = p->a,
        .b = p->b,
        .c = p->c,
        .a_row = p->a_row,
        .b_row = p->b_row,
        .c_row = p->c_row,
        .batch = p->batch,
        .a_batch = p->a_batch,
        .b_batch = p->b_batch,
        .c_batch = p->c_batch,
        .alpha = p->alpha,
        .beta = p->beta,
    };
    d->f64->gemm_forward(&args);
    return false;
}
