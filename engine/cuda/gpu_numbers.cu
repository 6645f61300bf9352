/* gpu_numbers.cu - kernels of single numbers: a thread walks them in steps. */
#include <math.h>

#include "engine/cuda/gpu_numbers.cuh"

namespace
{
__device__ __forceinline__ float sigmoid(float x)
{
    return 1.0f / (1.0f + expf(-x));
}

/* The normal distribution function. */
__device__ __forceinline__ float normal(float x)
{
    return 0.5f * erfcf(-x * 0.70710678118654752440f);
}

__device__ __forceinline__ float clamped(float x)
{
    x = x > 20.0f ? 20.0f : x; /* NaN passes both */
    return x < -20.0f ? -20.0f : x;
}

/* 0.5 (1 + tanh(u)) as a sigmoid; beyond +-20 it is 0 or 1. */
__device__ __forceinline__ float gate(float x)
{
    const float y = clamped(x);

    return sigmoid(1.59576912160573071176f * (0.044715f * y * y * y + y));
}

/* Each: the value at x, and the derivative from x, or from the value where
 * that is what backward is given (exp, sqrt, tanh, sigmoid). */
struct relu {
    static __device__ float of(float x)
    {
        return x <= 0.0f ? 0.0f : x;
    }
    static __device__ float back(float d, float x)
    {
        return x <= 0.0f ? 0.0f : d;
    }
};
struct gelu {
    static __device__ float of(float x)
    {
        return x * normal(x);
    }
    static __device__ float slope(float x)
    {
        return normal(x) + x * 0.39894228040143267794f * expf(-0.5f * x * x);
    }
    static __device__ float back(float d, float x)
    {
        return d * slope(x);
    }
};
struct gelu_tanh {
    static __device__ float of(float x)
    {
        return x * gate(x);
    }
    static __device__ float slope(float x)
    {
        const float y = clamped(x), s = gate(x);
        const float rise = 1.59576912160573071176f * (0.134145f * y * y + 1.0f);

        return s + y * s * (1.0f - s) * rise;
    }
    static __device__ float back(float d, float x)
    {
        return d * slope(x);
    }
};
struct silu {
    static __device__ float of(float x)
    {
        return x * sigmoid(x);
    }
    static __device__ float back(float d, float x)
    {
        const float s = sigmoid(x);

        return d * s * (1.0f + x * (1.0f - s));
    }
};
struct neg {
    static __device__ float of(float x)
    {
        return -x;
    }
    static __device__ float back(float d, float)
    {
        return -d;
    }
};
struct exponential {
    static __device__ float of(float x)
    {
        return expf(x);
    }
    static __device__ float back(float d, float y)
    {
        return d * y;
    }
};
struct logarithm {
    static __device__ float of(float x)
    {
        return logf(x);
    }
    static __device__ float back(float d, float x)
    {
        return d / x;
    }
};
struct root {
    static __device__ float of(float x)
    {
        return sqrtf(x);
    }
    static __device__ float back(float d, float y)
    {
        return 0.5f * d / y;
    }
};
struct square {
    static __device__ float of(float x)
    {
        return x * x;
    }
    static __device__ float back(float d, float x)
    {
        return 2.0f * x * d;
    }
};
struct tangent {
    static __device__ float of(float x)
    {
        return tanhf(x);
    }
    static __device__ float back(float d, float y)
    {
        return d * (1.0f - y * y);
    }
};
struct logistic {
    static __device__ float of(float x)
    {
        return sigmoid(x);
    }
    static __device__ float back(float d, float y)
    {
        return d * y * (1.0f - y);
    }
};

template <class F> __global__ void number_of(float *out, const float *x, int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        out[i] = F::of(x[i]);
}

template <class F>
__global__ void number_back(float *dx, const float *dout, const float *x, int n)
{
#ifdef PLANT_NO_TAIL
    const int64_t i = gpu_first();
    dx[i] += F::back(dout[i], x[i]);
#else
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        dx[i] += F::back(dout[i], x[i]);
#endif
}

template <class F>
__global__ void number_both(float *out, float *slope, const float *x, int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step()) {
        const float v = x[i];

        out[i] = F::of(v);
        slope[i] = F::slope(v);
    }
}

__global__ void slope_write(float *dx, const float *dout, const float *slope,
                            int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        dx[i] = dout[i] * slope[i];
}

__global__ void slope_add(float *dx, const float *dout, const float *slope,
                          int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        dx[i] += dout[i] * slope[i];
}

__global__ void fill(float *out, float value, int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        out[i] = value;
}

__global__ void affine(float *out, const float *x, float by, float plus, int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        out[i] = by * x[i] + plus;
}

__global__ void add_two(float *out, const float *x, float by, const float *y,
                        float times, int n)
{
    for (int64_t i = gpu_first(); i < n; i += gpu_step())
        out[i] = by * x[i] + times * y[i];
}

/* --- from the table ------------------------------------------------------- */

template <class F, auto Member> void run_of(float *out, const float *x, int n)
{
    gpu_args a;
    const float *from = a.in(x);
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<Member>::run(out, x, n);
    GPU_EACH((number_of<F>), n, to, from, n);
}

template <class F, auto Member>
void run_back(float *dx, const float *dout, const float *x, int n)
{
    gpu_args a;
    const float *d = a.in(dout), *from = a.in(x);
    float *to = a.out(dx);

    if (!a.good)
        return gpu_back<Member>::run(dx, dout, x, n);
    GPU_EACH((number_back<F>), n, to, d, from, n);
}

template <class F, auto Member>
void run_both(float *out, float *slope, const float *x, int n)
{
    gpu_args a;
    const float *from = a.in(x);
    float *to = a.out(out), *rise = a.out(slope);

    if (!a.good)
        return gpu_back<Member>::run(out, slope, x, n);
    GPU_EACH((number_both<F>), n, to, rise, from, n);
}

template <bool Adds>
void run_slope(float *dx, const float *dout, const float *slope, int n)
{
    gpu_args a;
    const float *d = a.in(dout), *rise = a.in(slope);
    float *to = a.out(dx);

    if (Adds) {
        if (!a.good)
            return gpu_back<&kernels_f32::activation_slope_add>::run(dx, dout,
                                                                     slope, n);
        GPU_EACH((slope_add), n, to, d, rise, n);
        return;
    }
    if (!a.good)
        return gpu_back<&kernels_f32::activation_slope_write>::run(dx, dout,
                                                                   slope, n);
    GPU_EACH((slope_write), n, to, d, rise, n);
}

void run_fill(float *out, double value, int n)
{
    gpu_args a;
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<&kernels_f32::scale_fill>::run(out, value, n);
    GPU_EACH((fill), n, to, (float)value, n);
}

void run_affine(float *out, const float *x, double by, double plus, int n)
{
    gpu_args a;
    const float *from = a.in(x);
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<&kernels_f32::scale_affine>::run(out, x, by, plus, n);
    GPU_EACH((affine), n, to, from, (float)by, (float)plus, n);
}

void run_add(float *out, const float *x, double by, const float *y,
             double times, int n)
{
    gpu_args a;
    const float *from = a.in(x), *other = a.in(y);
    float *to = a.out(out);

    if (!a.good)
        return gpu_back<&kernels_f32::scale_add>::run(out, x, by, y, times, n);
    GPU_EACH((add_two), n, to, from, (float)by, other, (float)times, n);
}
} // namespace

#define GPU_PAIR(name, F)                                        \
    k->name##_forward = run_of<F, &kernels_f32::name##_forward>; \
    k->name##_backward = run_back<F, &kernels_f32::name##_backward>

void gpu_numbers_fill(struct kernels_f32 *k)
{
    GPU_PAIR(activation_relu, relu);
    GPU_PAIR(activation_gelu, gelu);
    GPU_PAIR(activation_gelu_tanh, gelu_tanh);
    GPU_PAIR(activation_silu, silu);
    k->activation_gelu_both =
        run_both<gelu, &kernels_f32::activation_gelu_both>;
    k->activation_gelu_tanh_both =
        run_both<gelu_tanh, &kernels_f32::activation_gelu_tanh_both>;
    k->activation_slope_write = run_slope<false>;
    k->activation_slope_add = run_slope<true>;
    GPU_PAIR(unary_neg, neg);
    GPU_PAIR(unary_exp, exponential);
    GPU_PAIR(unary_log, logarithm);
    GPU_PAIR(unary_sqrt, root);
    GPU_PAIR(unary_square, square);
    GPU_PAIR(unary_tanh, tangent);
    GPU_PAIR(unary_sigmoid, logistic);
    k->scale_fill = run_fill;
    k->scale_affine = run_affine;
    k->scale_add = run_add;
}
