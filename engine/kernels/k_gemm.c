#include "engine/kernels/k_real.h"

/* The definition, in blocks of columns so that a row of B is read in order.
 * Fast devices call BLAS instead. */
enum { WIDTH = 64 };

/* Steps between neighbours of op(A) and op(B). */
struct steps {
    int64_t a_row, a_inner, b_inner, b_col;
};

static void block(const struct gemm_args *g, const struct steps *by,
                  const real *a, const real *b, real *c, int n)
{
    real sum[WIDTH] = {R(0.0)};

    for (int64_t k = 0; k < g->inner; k++) {
        const real factor = a[k * by->a_inner];
        const real *row = b + k * by->b_inner;

        for (int j = 0; j < n; j++)
            sum[j] = real_muladd(factor, row[j * by->b_col], sum[j]);
    }
    const bool keeps = g->beta < 0.0 || g->beta > 0.0;
    for (int j = 0; j < n; j++)
        c[j] =
            (real)g->alpha * sum[j] + (keeps ? (real)g->beta * c[j] : R(0.0));
}

static void multiply(const struct gemm_args *g, const real *a, const real *b,
                     real *c)
{
    const struct steps by = {.a_row = g->a_transposed ? 1 : g->a_row,
                             .a_inner = g->a_transposed ? g->a_row : 1,
                             .b_inner = g->b_transposed ? 1 : g->b_row,
                             .b_col = g->b_transposed ? g->b_row : 1};

    for (int64_t i = 0; i < g->rows; i++) {
        for (int64_t j = 0; j < g->cols; j += WIDTH) {
            const int64_t left = g->cols - j;

            block(g, &by, a + i * by.a_row, b + j * by.b_col,
                  c + i * g->c_row + j, left < WIDTH ? (int)left : WIDTH);
        }
    }
}

void KERNEL(gemm_forward)(const struct gemm_args *args)
{
    const struct gemm_args *g = args;

    for (int64_t i = 0; i < g->batch; i++) {
        multiply(g, (const real *)g->a + i * g->a_batch,
                 (const real *)g->b + i * g->b_batch,
                 (real *)g->c + i * g->c_batch);
    }
}
