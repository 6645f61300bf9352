#include "engine/base/rng.h"
#include "engine/kernels/k_real.h"

/* Four factors, 0 or 1 / (1 - probability), for elements 4 block .. +3. */
static void factors(real keep[4], const struct kernels_dropout *s,
                    int64_t block)
{
    const uint64_t falls = (uint64_t)(s->probability * 0x1p32);
    const real by = (real)(1.0 / (1.0 - s->probability));
    uint32_t number[4];

    rng_block(number, s->seed, s->stream, (uint64_t)block);
    for (int i = 0; i < 4; i++)
        keep[i] = number[i] < falls ? R(0.0) : by;
}

void KERNEL(dropout_forward)(real *out, const real *x,
                             const struct kernels_dropout *s, int64_t from,
                             int64_t to)
{
    real keep[4] = {R(0.0)};

    for (int64_t i = from; i < to; i++) {
        if (i == from || i % 4 == 0)
            factors(keep, s, i / 4);
        out[i] = x[i] * keep[i % 4];
    }
}

void KERNEL(dropout_backward)(real *dx, const real *dout,
                              const struct kernels_dropout *s, int64_t from,
                              int64_t to)
{
    real keep[4] = {R(0.0)};

    for (int64_t i = from; i < to; i++) {
        if (i == from || i % 4 == 0)
            factors(keep, s, i / 4);
        dx[i] += dout[i] * keep[i % 4];
    }
}
