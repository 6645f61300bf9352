#include "engine/kernels/k_real.h"

void KERNEL(embedding_forward)(real *out, const real *table, const int32_t *ids,
                               int n, int width)
{
    for (int i = 0; i < n; i++)
        memcpy(out + (int64_t)i * width, table + (int64_t)ids[i] * width,
               (size_t)width * sizeof(real));
}

void KERNEL(embedding_backward)(real *dtable, const real *dout,
                                const int32_t *ids, int n, int width, int from,
                                int to)
{
    /* An id may come twice: threads share columns, not rows. */
    for (int i = 0; i < n; i++) {
        real *row = dtable + (int64_t)ids[i] * width;
        const real *add = dout + (int64_t)i * width;

#pragma omp simd
        for (int c = from; c < to; c++)
            row[c] += add[c];
    }
}
