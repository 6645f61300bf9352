#include "engine/core/device.h"

#include <cblas.h>
#include <string.h>

#include "engine/kernels/k_table.h"

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

/* Best first. */
static const struct device cpu[] = {
#ifdef __x86_64__
    {"cpu:avx512", "f32 in vectors of 16, products by OpenBLAS", TENSOR_F32,
     &k_table_f32_avx512, NULL, product_blas},
    {"cpu:avx2", "f32 in vectors of 8, products by OpenBLAS", TENSOR_F32,
     &k_table_f32_avx2, NULL, product_blas},
#endif
    {"cpu:baseline", "f32 for any processor, products by OpenBLAS", TENSOR_F32,
     &k_table_f32_baseline, NULL, product_blas},
};

static const struct device reference = {
    "reference",  "f64 with plain loops: slow, and the oracle of the others",
    TENSOR_F64,   NULL,
    &k_table_f64, product_plain};

const struct device *device_cpu(const char *level)
{
    const struct kernels_f32 *found = kernels_fast(level);

    for (size_t i = 0; found && i < sizeof cpu / sizeof *cpu; i++)
        if (cpu[i].f32 == found)
            return &cpu[i];
    return NULL;
}

const struct device *device_reference(void)
{
    return &reference;
}

const struct device *device_find(const char *name)
{
    if (strcmp(name, "auto") == 0 || strcmp(name, "cpu") == 0)
        return device_cpu(NULL);
    if (strncmp(name, "cpu:", 4) == 0)
        return device_cpu(name + 4);
    return strcmp(name, "reference") == 0 ? &reference : NULL;
}
