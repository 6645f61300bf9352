#include "engine/kernels/k_real.h"
#include "engine/kernels/k_walk.h"

void KERNEL(copy_forward)(real *out, const real *x,
                          const struct kernels_copy *s, int64_t from,
                          int64_t to)
{
    struct walk w =
        walk_start(s->dims, s->shape, s->out_stride, s->x_stride, from);

    for (int64_t n; (n = walk_run(&w, to)); walk_next(&w, n)) {
        if (w.p_step == 1 && w.q_step == 1)
            memcpy(out + w.p, x + w.q, (size_t)n * sizeof(real));
        else
            for (int64_t i = 0; i < n; i++)
                out[w.p + i * w.p_step] = x[w.q + i * w.q_step];
    }
}

static void add_run(real *out, const real *x, int64_t n)
{
#pragma omp simd
    for (int64_t i = 0; i < n; i++)
        out[i] += x[i];
}

void KERNEL(copy_add)(real *out, const real *x, const struct kernels_copy *s,
                      int64_t from, int64_t to)
{
    struct walk w =
        walk_start(s->dims, s->shape, s->out_stride, s->x_stride, from);

    for (int64_t n; (n = walk_run(&w, to)); walk_next(&w, n)) {
        if (w.p_step == 1 && w.q_step == 1)
            add_run(out + w.p, x + w.q, n);
        else
            for (int64_t i = 0; i < n; i++)
                out[w.p + i * w.p_step] += x[w.q + i * w.q_step];
    }
}
