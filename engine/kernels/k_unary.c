#include "engine/kernels/k_real.h"

void KERNEL(unary_neg_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = -x[i];
}

void KERNEL(unary_neg_backward)(real *dx, const real *dout, const real *x,
                                int n)
{
    (void)x;
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] -= dout[i];
}

void KERNEL(unary_exp_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = real_exp(x[i]);
}

void KERNEL(unary_exp_backward)(real *dx, const real *dout, const real *out,
                                int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] += dout[i] * out[i];
}

void KERNEL(unary_log_forward)(real *out, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = real_log(x[i]);
}

void KERNEL(unary_log_backward)(real *dx, const real *dout, const real *x,
                                int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] += dout[i] / x[i];
}

void KERNEL(unary_sqrt_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = real_sqrt(x[i]);
}

void KERNEL(unary_sqrt_backward)(real *dx, const real *dout, const real *out,
                                 int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] += R(0.5) * dout[i] / out[i];
}

void KERNEL(unary_square_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = x[i] * x[i];
}

void KERNEL(unary_square_backward)(real *dx, const real *dout, const real *x,
                                   int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] += R(2.0) * x[i] * dout[i];
}

void KERNEL(unary_tanh_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = real_tanh(x[i]);
}

void KERNEL(unary_tanh_backward)(real *dx, const real *dout, const real *out,
                                 int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] += dout[i] * (R(1.0) - out[i] * out[i]);
}

void KERNEL(unary_sigmoid_forward)(real *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = real_sigmoid(x[i]);
}

void KERNEL(unary_sigmoid_backward)(real *dx, const real *dout, const real *out,
                                    int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        dx[i] += dout[i] * out[i] * (R(1.0) - out[i]);
}
