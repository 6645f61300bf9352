#ifndef ENGINE_KERNELS_K_EXP_H
#define ENGINE_KERNELS_K_EXP_H

/*
 * k_exp.h - exp, tanh and the normal distribution function in f32, without
 * branches and tables, so that a loop over them becomes vector code. Included
 * by k_real.h. The coefficients are minimax fits of ours (relative error of
 * the polynomials below 2e-8; of the results about 1e-7, 5e-7 for the tail of
 * the normal distribution).
 */

/* 2^n for n = count - 256, -126 <= n <= 127, by writing the exponent. */
static inline float power_of_two(uint32_t count)
{
    const uint32_t bits = (count - 256u + 127u) << 23;
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline float real_exp(float x)
{
    /* exp(x) = 2^n exp(r), r = x - n ln 2 in +-0.35. Adding 1.5 * 2^23 leaves
     * the nearest integer n in the low bits. 2^n is multiplied in two halves,
     * so that small results become subnormal and large ones infinite. */
    const float magic = 0x1.8p23f;
    uint32_t bits;

    x = x > 89.0f ? 89.0f : x;
    x = x < -105.0f ? -105.0f : x;
    const float shifted = real_muladd(x, 1.44269504f, magic);
    const float n = shifted - magic;
    /* ln 2 in two parts: n times the first is exact. */
    float r = real_muladd(n, -0.693359375f, x);
    r = real_muladd(n, 2.12194440e-4f, r);

    float q = 0.00138145965f;
    q = real_muladd(q, r, 0.00836871751f);
    q = real_muladd(q, r, 0.041668389f);
    q = real_muladd(q, r, 0.166665211f);
    q = real_muladd(q, r, 0.49999994f);
    q = real_muladd(q * r, r, r) + 1.0f;

    memcpy(&bits, &shifted, sizeof bits);
    const uint32_t count = bits - 0x4B400000u + 512u;
    const uint32_t half = count >> 1;
    return q * power_of_two(half) * power_of_two(count - half);
}

static inline float real_tanh(float x)
{
    const float size = x < 0.0f ? -x : x;
    const float z = x * x;
    /* Near 0 the quotient below would cancel. */
    float near = -0.00566078024f;
    near = real_muladd(near, z, 0.020601999f);
    near = real_muladd(near, z, -0.0537292287f);
    near = real_muladd(near, z, 0.133313283f);
    near = real_muladd(near, z, -0.333332777f);
    near = real_muladd(near * z, x, x);

    const float far = 1.0f - 2.0f / (real_exp(2.0f * size) + 1.0f);
    const float signed_far = x < 0.0f ? -far : far;
    return size < 0.63f ? near : signed_far;
}

/* `bell` is exp(-x^2 / 2), which the caller may need itself. */
static inline float real_normal_by(float x, float bell)
{
    /* The tail beyond |x| is the bell times a smooth function of
     * t = 1 / (1 + 0.4 |x|); nothing cancels, even far out. */
    const float size = x < 0.0f ? -x : x;
    const float a = size > 15.0f ? 15.0f : size; /* there the bell is 0 */
    const float t = 1.0f / real_muladd(0.4f, a, 1.0f);

    float q = 0.0319656357f;
    q = real_muladd(q, t, -0.175462797f);
    q = real_muladd(q, t, 0.379127353f);
    q = real_muladd(q, t, -0.369792402f);
    q = real_muladd(q, t, 0.115966223f);
    q = real_muladd(q, t, -0.0249589365f);
    q = real_muladd(q, t, 0.090691984f);
    q = real_muladd(q, t, 0.133274451f);
    q = real_muladd(q, t, 0.159611866f);
    q = real_muladd(q, t, 0.159576654f);
    const float tail = q * t * bell;
    return x > 0.0f ? 1.0f - tail : tail;
}

static inline float real_normal(float x)
{
    return real_normal_by(x, real_exp(-0.5f * x * x));
}

#endif
