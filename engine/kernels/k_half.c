#include "engine/kernels/k_real.h"

/* 16-bit numbers, to the nearest, ties to even. A bf16 is the upper half of an
 * f32: all of its range, 8 bits of precision. An f16 has 11 bits of precision
 * but ends at 65504, and below 2^-14 its numbers stand 2^-24 apart.
 * Source: IEEE 754-2019, 3.6 and 4.3.1, for f16. */
static inline uint32_t bits_of(float x)
{
    uint32_t b;

    memcpy(&b, &x, sizeof b);
    return b;
}

static inline float float_of(uint32_t b)
{
    float x;

    memcpy(&x, &b, sizeof x);
    return x;
}

void KERNEL(half_to_bf16)(uint16_t *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) {
        const uint32_t b = bits_of((float)x[i]);
        const uint32_t near = (b + 0x7fffu + (b >> 16 & 1u)) >> 16;

        /* Rounding must not carry a NaN into infinity or zero. */
        out[i] = (uint16_t)((b & 0x7fffffffu) > 0x7f800000u ? b >> 16 | 0x40u
                                                            : near);
    }
}

void KERNEL(half_of_bf16)(real *out, const uint16_t *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++)
        out[i] = (real)float_of((uint32_t)x[i] << 16);
}

void KERNEL(half_to_f16)(uint16_t *out, const real *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) {
        const uint32_t b = bits_of((float)x[i]), size = b & 0x7fffffffu;
        /* A sum with 0.5 rounds to a multiple of 2^-24 by itself. */
        const uint32_t small = bits_of(float_of(size) + 0.5f) - 0x3f000000u;
        const uint32_t near =
            (size - 0x38000000u + 0xfffu + (size >> 13 & 1u)) >> 13;
        uint32_t h = size < 0x38800000u ? small : near;

        h = size >= 0x477ff000u ? 0x7c00u : h; /* from 65520: infinity */
        h = size > 0x7f800000u ? 0x7e00u : h;
        out[i] = (uint16_t)(h | (b >> 16 & 0x8000u));
    }
}

void KERNEL(half_of_f16)(real *out, const uint16_t *x, int n)
{
#pragma omp simd
    for (int i = 0; i < n; i++) {
        const uint32_t size = x[i] & 0x7fffu, sign = (x[i] & 0x8000u) << 16;
        const float small = (float)(int)size * 0x1p-24f;
        uint32_t b = (size << 13) + 0x38000000u;

        b = size >= 0x7c00u ? b + 0x38000000u : b;
        b = size < 0x400u ? bits_of(small) : b;
        out[i] = (real)float_of(b | sign);
    }
}
