#include "engine/kernels/k_real.h"

/* A comparison with NaN is false, so NaN takes the branch that keeps it. */

void KERNEL(activation_relu_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = x[i] <= R(0.0) ? R(0.0) : x[i];
}

void KERNEL(activation_relu_backward)(real *dx, const real *dout, const real *x,
                                      int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] += x[i] <= R(0.0) ? R(0.0) : dout[i];
}

void KERNEL(activation_gelu_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = x[i] * real_normal(x[i]);
}

void KERNEL(activation_gelu_backward)(real *dx, const real *dout, const real *x,
                                      int n)
{
    const real peak = R(0.39894228040143267794); /* 1 / sqrt(2 pi) */

    /* d (x P(x)) = P(x) + x p(x), p the bell curve. */
#pragma omp simd
    for (int i = 0; i < n; i++) {
        const real bell = real_exp(R(-0.5) * x[i] * x[i]);

        dx[i] += dout[i] *
                 real_muladd(x[i] * peak, bell, real_normal_by(x[i], bell));
    }
}

void KERNEL(activation_gelu_both)(real *out, real *slope, const real *x, int n)
{
    const real peak = R(0.39894228040143267794);

#pragma omp simd
    for (int i = 0; i < n; i++) {
        const real bell = real_exp(R(-0.5) * x[i] * x[i]);
        const real normal = real_normal_by(x[i], bell);

        out[i] = x[i] * normal;
        slope[i] = real_muladd(x[i] * peak, bell, normal);
    }
}

/* 0.5 (1 + tanh(u)) is sigmoid(2 u), which needs one exponential. Beyond +-20
 * the gate is 0 or 1 in any type; the clamp keeps x^3 finite. */
static inline real gate(real x)
{
    const real y = real_clamp(x, R(-20.0), R(20.0));
    const real u =
        R(1.59576912160573071176) * real_muladd(R(0.044715) * y * y, y, y);

    return real_sigmoid(u);
}

void KERNEL(activation_gelu_tanh_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = x[i] * gate(x[i]);
}

void KERNEL(activation_gelu_tanh_backward)(real *dx, const real *dout,
                                           const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) {
        const real y = real_clamp(x[i], R(-20.0), R(20.0));
        const real s = gate(x[i]);
        const real slope =
            R(1.59576912160573071176) * real_muladd(R(0.134145) * y, y, R(1.0));

        dx[i] += dout[i] * real_muladd(y * s * (R(1.0) - s), slope, s);
    }
}

void KERNEL(activation_gelu_tanh_both)(real *out, real *slope, const real *x,
                                       int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) {
        const real y = real_clamp(x[i], R(-20.0), R(20.0));
        const real s = gate(x[i]);
        const real rise =
            R(1.59576912160573071176) * real_muladd(R(0.134145) * y, y, R(1.0));

        out[i] = x[i] * s;
        slope[i] = real_muladd(y * s * (R(1.0) - s), rise, s);
    }
}

void KERNEL(activation_slope_write)(real *dx, const real *dout,
                                    const real *slope, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] = dout[i] * slope[i];
}

void KERNEL(activation_slope_add)(real *dx, const real *dout, const real *slope,
                                  int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] += dout[i] * slope[i];
}

void KERNEL(activation_silu_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = x[i] * real_sigmoid(x[i]);
}

void KERNEL(activation_silu_backward)(real *dx, const real *dout, const real *x,
                                      int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) {
        const real s = real_sigmoid(x[i]);

        dx[i] += dout[i] * s * real_muladd(x[i], R(1.0) - s, R(1.0));
    }
}
