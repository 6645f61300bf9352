#include "engine/kernels/k_real.h"

void KERNEL(scale_fill)(real *out, double value, int n)
{
    const real fill = (real)value;

    for (int i = 0; i < n; i++)
        out[i] = fill;
}

void KERNEL(scale_affine)(real *out, const real *x, double by, double plus,
                          int n)
{
    const real factor = (real)by, shift = (real)plus;

#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = factor * x[i] + shift;
}

void KERNEL(scale_add)(real *out, const real *x, double by, const real *y,
                       double times, int n)
{
    const real a = (real)by, b = (real)times;

#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = real_muladd(a, x[i], b * y[i]);
}
