/* gpu_optim.cu - the optimisers: one pass, a thread a number.
 *
 * Where sums are asked for, a block takes one KERNELS_CHUNK and leaves its sums
 * at that chunk's place: any number of chunks in one call. */
#include <math.h>

#include "engine/cuda/gpu_optim.cuh"

namespace
{
struct adamw {
    float b1, c1, b2, c2, grow1, grow2, rate, epsilon, keep, clip;
};
struct sgd {
    float rate, momentum, decay, clip;
};

/* Moves number i; answers how far, and the slope it saw. */
__device__ __forceinline__ void move_one(float *p, const float *g, float *m,
                                         float *v, const adamw &s, int64_t i)
{
    const float slope = s.clip * g[i];

    m[i] = s.b1 * m[i] + s.c1 * slope;
    v[i] = s.b2 * v[i] + s.c2 * slope * slope;
    p[i] = s.keep * p[i] -
           s.rate * (m[i] * s.grow1) / (sqrtf(v[i] * s.grow2) + s.epsilon);
}

__device__ __forceinline__ void move_one(float *p, const float *g, float *m,
                                         float *, const sgd &s, int64_t i)
{
    float by = s.clip * g[i] + s.decay * p[i];

    if (m)
        m[i] = by = s.momentum * m[i] + by;
    p[i] -= s.rate * by;
}

template <class S>
__global__ void move_all(float *p, const float *g, float *m, float *v, S s,
                         int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        move_one(p, g, m, v, s, i);
}

/* Adds up `part`, one number a thread, into part[0]. */
__device__ void sum_part(double *part)
{
    for (int half = GPU_THREADS / 2; half > 0; half /= 2) {
        __syncthreads();
        if ((int)threadIdx.x < half)
            part[threadIdx.x] += part[threadIdx.x + half];
    }
    __syncthreads();
}

template <class S>
__global__ void move_watched(float *p, const float *g, float *m, float *v, S s,
                             int n, double *sums)
{
    GPU_SHARED(double, part, [GPU_THREADS]);
    const int64_t start = (int64_t)blockIdx.x * KERNELS_CHUNK;
    double sum[KERNELS_SUMS] = {};

    for (int64_t i = start + threadIdx.x; i < start + KERNELS_CHUNK && i < n;
         i += GPU_THREADS) {
        const double old = (double)p[i], slope = (double)(s.clip * g[i]);

        move_one(p, g, m, v, s, i);
        const double now = (double)p[i];
        sum[KERNELS_OF_GRAD] += slope * slope;
        sum[KERNELS_OF_VALUE] += now * now;
        sum[KERNELS_OF_MOVE] += (now - old) * (now - old);
    }
    for (int k = 0; k < KERNELS_SUMS; k++) {
        part[threadIdx.x] = sum[k];
        sum_part(part);
        if (threadIdx.x == 0)
            sums[(int64_t)blockIdx.x * KERNELS_SUMS + k] += part[0];
        __syncthreads();
    }
}

__global__ void squares(double *partial, const float *x, int n)
{
    GPU_SHARED(double, part, [GPU_THREADS]);
    const int64_t start = (int64_t)blockIdx.x * KERNELS_CHUNK;
    double sum = 0.0;

    for (int64_t i = start + threadIdx.x; i < start + KERNELS_CHUNK && i < n;
         i += GPU_THREADS)
        sum += (double)x[i] * (double)x[i];
    part[threadIdx.x] = sum;
    sum_part(part);
    if (threadIdx.x == 0)
        partial[blockIdx.x] = part[0];
}

int64_t chunks(int n)
{
    return ((int64_t)n + KERNELS_CHUNK - 1) / KERNELS_CHUNK;
}

template <class S>
void launch(float *p, const float *g, float *m, float *v, S s, int n,
            double *sums)
{
    if (sums)
        GPU_ROWS((move_watched<S>), chunks(n), p, g, m, v, s, n, sums);
    else
        GPU_EACH((move_all<S>), n, p, g, m, v, s, n);
}

void run_adamw(float *p, const float *g, float *m, float *v,
               const kernels_adamw *k, int n)
{
    gpu_args a;
    const float *from = a.in(g);
    float *to = a.out(p), *first = a.out(m), *second = a.out(v);
    double *sums = a.out(k->sums);
    const double steps = (double)k->step;

    if (!a.good)
        return gpu_back<&kernels_f32::optim_adamw>::run(p, g, m, v, k, n);
    const adamw s = {(float)k->beta1,
                     (float)(1.0 - k->beta1),
                     (float)k->beta2,
                     (float)(1.0 - k->beta2),
                     (float)(1.0 / (1.0 - pow(k->beta1, steps))),
                     (float)(1.0 / (1.0 - pow(k->beta2, steps))),
                     (float)k->rate,
                     (float)k->epsilon,
                     (float)(1.0 - k->rate * k->decay),
                     (float)k->clip};
    launch(to, from, first, second, s, n, sums);
}

void run_sgd(float *p, const float *g, float *m, const kernels_sgd *k, int n)
{
    gpu_args a;
    const float *from = a.in(g);
    float *to = a.out(p), *first = a.out(m);
    double *sums = a.out(k->sums);

    if (!a.good)
        return gpu_back<&kernels_f32::optim_sgd>::run(p, g, m, k, n);
    const sgd s = {(float)k->rate, (float)k->momentum, (float)k->decay,
                   (float)k->clip};
    launch(to, from, first, (float *)nullptr, s, n, sums);
}

void run_sumsq(double *partial, const float *x, int n)
{
    gpu_args a;
    const float *from = a.in(x);
    double *to = a.out(partial);

    if (!a.good)
        return gpu_back<&kernels_f32::optim_sumsq>::run(partial, x, n);
    GPU_ROWS((squares), chunks(n), to, from, n);
}
} // namespace

void gpu_optim_fill(struct kernels_f32 *k)
{
    k->optim_adamw = run_adamw;
    k->optim_sgd = run_sgd;
    k->optim_sumsq = run_sumsq;
}
