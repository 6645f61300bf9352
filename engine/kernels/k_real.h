#ifndef ENGINE_KERNELS_K_REAL_H
#define ENGINE_KERNELS_K_REAL_H

#include <math.h>
#include <string.h>

#include "engine/kernels/kernels.h"

/*
 * k_real.h - what makes one source serve f32 and f64; for k_*.c alone.
 *
 * KERNEL(softmax_forward) is k_softmax_forward_f32_avx2 in the build of that
 * level. R(0.5) is a literal of the type `real`.
 */
#define KERNEL_GLUE(name, level)  k_##name##_##level
#define KERNEL_PASTE(name, level) KERNEL_GLUE(name, level)
#define KERNEL(name)              KERNEL_PASTE(name, KERNEL_LEVEL)

#ifdef KERNEL_F64
typedef double real;
#define R(literal) literal
#else
typedef float real;
#define R(literal) literal##f
#endif

#define KERNEL_DECLARE(name, params) void KERNEL(name) params;
KERNELS_TABLE(KERNEL_DECLARE, real)
#undef KERNEL_DECLARE

/* A function that sums a row: gcc 12 forgets the `simd` of a loop that it
 * inlines twice, which would cost speed, and give a row other bits here than
 * there. */
#define KERNEL_APART __attribute__((noinline))

/* a b + c, in one rounding where the processor does it in one instruction. */
static inline real real_muladd(real a, real b, real c)
{
#if defined(KERNEL_F64)
    return a * b + c;
#elif defined(__FMA__) || defined(__ARM_FEATURE_FMA)
    return fmaf(a, b, c);
#else
    return a * b + c;
#endif
}

static inline real real_sqrt(real x)
{
#ifdef KERNEL_F64
    return sqrt(x);
#else
    return sqrtf(x);
#endif
}

static inline real real_log(real x)
{
#ifdef KERNEL_F64
    return log(x);
#else
    return logf(x);
#endif
}

/* k_exp.h: written so that the compiler can do 16 at a time. */
#ifdef KERNEL_F64
static inline real real_exp(real x)
{
    return exp(x);
}

static inline real real_tanh(real x)
{
    return tanh(x);
}

/* The normal distribution function. */
static inline real real_normal(real x)
{
    return 0.5 * erfc(-x * 0.70710678118654752440);
}

static inline real real_normal_by(real x, real bell)
{
    (void)bell;
    return real_normal(x);
}
#else
#include "engine/kernels/k_exp.h"
#endif

static inline real real_sigmoid(real x)
{
    return R(1.0) / (R(1.0) + real_exp(-x));
}

static inline real real_clamp(real x, real low, real high)
{
    x = x > high ? high : x; /* NaN passes both */
    return x < low ? low : x;
}

#endif
