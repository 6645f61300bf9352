#include "engine/kernels/k_real.h"

enum { RUN = 1024 };

/* `n` numbers before the step are in `old`. */
KERNEL_APART static void add_sums(double *sums, const real *p, const real *old,
                                  const real *g, real clip, int n)
{
    double grad = 0.0, value = 0.0, move = 0.0;

#pragma omp simd reduction(+ : grad, value, move)
    for (int i = 0; i < n; i++) {
        const double slope = (double)(clip * g[i]), now = (double)p[i];
        const double by = now - (double)old[i];

        grad += slope * slope;
        value += now * now;
        move += by * by;
    }
    sums[KERNELS_OF_GRAD] += grad;
    sums[KERNELS_OF_VALUE] += value;
    sums[KERNELS_OF_MOVE] += move;
}

static void adamw(real *p, const real *g, real *m, real *v,
                  const struct kernels_adamw *s, int n)
{
    const real b1 = (real)s->beta1, c1 = (real)(1.0 - s->beta1);
    const real b2 = (real)s->beta2, c2 = (real)(1.0 - s->beta2);
    /* Early moments are too small by these factors: they started at 0. */
    const real grow1 = (real)(1.0 / (1.0 - pow(s->beta1, (double)s->step)));
    const real grow2 = (real)(1.0 / (1.0 - pow(s->beta2, (double)s->step)));
    const real rate = (real)s->rate, epsilon = (real)s->epsilon;
    const real keep = (real)(1.0 - s->rate * s->decay), clip = (real)s->clip;

#pragma omp simd
    for (int i = 0; i < n; i++) {
        const real slope = clip * g[i];

        m[i] = b1 * m[i] + c1 * slope;
        v[i] = b2 * v[i] + c2 * slope * slope;
        p[i] = keep * p[i] -
               rate * (m[i] * grow1) / (real_sqrt(v[i] * grow2) + epsilon);
    }
}

/* A run of numbers is still near when its sums are taken. */
void KERNEL(optim_adamw)(real *p, const real *g, real *m, real *v,
                         const struct kernels_adamw *s, int n)
{
    real old[RUN];

    if (!s->sums) {
        adamw(p, g, m, v, s, n);
        return;
    }
    for (int i = 0; i < n; i += RUN) {
        const int run = n - i < RUN ? n - i : RUN;

        memcpy(old, p + i, (size_t)run * sizeof *old);
        adamw(p + i, g + i, m + i, v + i, s, run);
        add_sums(s->sums, p + i, old, g + i, (real)s->clip, run);
    }
}

static void sgd(real *p, const real *g, real *m, const struct kernels_sgd *s,
                int n)
{
    const real rate = (real)s->rate, momentum = (real)s->momentum;
    const real decay = (real)s->decay, clip = (real)s->clip;

    if (!m) {
#pragma omp simd
        for (int i = 0; i < n; i++)
            p[i] -= rate * (clip * g[i] + decay * p[i]);
        return;
    }
#pragma omp simd
    for (int i = 0; i < n; i++) {
        m[i] = momentum * m[i] + (clip * g[i] + decay * p[i]);
        p[i] -= rate * m[i];
    }
}

void KERNEL(optim_sgd)(real *p, const real *g, real *m,
                       const struct kernels_sgd *s, int n)
{
    real old[RUN];

    if (!s->sums) {
        sgd(p, g, m, s, n);
        return;
    }
    for (int i = 0; i < n; i += RUN) {
        const int run = n - i < RUN ? n - i : RUN;

        memcpy(old, p + i, (size_t)run * sizeof *old);
        sgd(p + i, g + i, m ? m + i : NULL, s, run);
        add_sums(s->sums, p + i, old, g + i, (real)s->clip, run);
    }
}

void KERNEL(optim_sumsq)(double *partial, const real *x, int n)
{
    for (int from = 0; from < n; from += KERNELS_CHUNK) {
        const int end = n - from < KERNELS_CHUNK ? n : from + KERNELS_CHUNK;
        double sum = 0.0;

#pragma omp simd reduction(+ : sum)
        for (int i = from; i < end; i++)
            sum += (double)x[i] * (double)x[i];
        *partial++ = sum;
    }
}
