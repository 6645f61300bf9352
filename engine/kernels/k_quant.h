#ifndef ENGINE_KERNELS_K_QUANT_H
#define ENGINE_KERNELS_K_QUANT_H

#include <string.h>

#include "engine/kernels/k_real.h"
#include "engine/kernels/quant.h"

#ifdef __F16C__
#include <immintrin.h>
#endif

/* k_quant.h - what the k_quant*.c of one level share. */
void KERNEL(quantrow_decode)(enum quant_type type, float *out,
                             const void *blocks, int64_t n);
void KERNEL(quantvec_pack)(const struct quant_vector *v);
void KERNEL(quantdot_multiply)(const struct quant_product *p, int64_t from,
                               int64_t to);

/* The filled tables, one per build; which one runs here is quant_fast()'s to
 * say. */
extern const struct quant_kernels k_quantdot_table_f32_baseline;
#ifdef __x86_64__
extern const struct quant_kernels k_quantdot_table_f32_avx2,
    k_quantdot_table_f32_vnni;
#endif

/* The number of 16 bits at `at`. */
static inline float k_quant_half(const unsigned char *at)
{
    uint16_t half;

    memcpy(&half, at, sizeof half);
#ifdef __F16C__
    return _cvtsh_ss(half);
#else
    /* Its 10 bits of fraction and 5 of exponent, moved to a float's place, are
     * 2^-112 of the value; multiplying also makes small ones normal. */
    uint32_t bits = (uint32_t)(half & 0x7FFF) << 13;
    float value;

    memcpy(&value, &bits, sizeof value);
    value *= 0x1p112f;
    memcpy(&bits, &value, sizeof bits);
    if ((half & 0x7C00) == 0x7C00) /* infinity, NaN */
        bits = 0x7F800000 | (uint32_t)(half & 0x3FF) << 13;
    bits |= (uint32_t)(half & 0x8000) << 16;
    memcpy(&value, &bits, sizeof value);
    return value;
#endif
}

/* Two of them, side by side. */
static inline void k_quant_pair(const unsigned char *at, float *first,
                                float *second)
{
#ifdef __F16C__
    uint32_t both;

    memcpy(&both, at, sizeof both);
    const __m128 wide = _mm_cvtph_ps(_mm_cvtsi32_si128((int)both));
    *first = _mm_cvtss_f32(wide);
    *second = _mm_cvtss_f32(_mm_movehdup_ps(wide));
#else
    *first = k_quant_half(at);
    *second = k_quant_half(at + 2);
#endif
}

/* QUANT_PART of them; stored as wide as they are loaded again. */
static inline void k_quant_halves(float *out, const unsigned char *at)
{
#if defined(__AVX512F__)
    for (int i = 0; i < QUANT_PART; i += 16)
        _mm512_storeu_ps(out + i, _mm512_cvtph_ps(_mm256_loadu_si256(
                                      (const void *)(at + (size_t)i * 2))));
#elif defined(__F16C__) && defined(__AVX__)
    for (int i = 0; i < QUANT_PART; i += 8)
        _mm256_storeu_ps(out + i, _mm256_cvtph_ps(_mm_loadu_si128(
                                      (const void *)(at + (size_t)i * 2))));
#else
    for (int i = 0; i < QUANT_PART; i++, at += 2)
        out[i] = k_quant_half(at);
#endif
}

/* The same of bfloat16, which is the upper half of a float. */
static inline void k_quant_bf16s(float *out, const unsigned char *at)
{
#if defined(__AVX2__)
    for (int i = 0; i < QUANT_PART; i += 8) {
        const __m256i wide = _mm256_cvtepu16_epi32(
            _mm_loadu_si128((const void *)(at + (size_t)i * 2)));

        _mm256_storeu_ps(out + i,
                         _mm256_castsi256_ps(_mm256_slli_epi32(wide, 16)));
    }
#else
    uint16_t upper[QUANT_PART];
    uint32_t bits[QUANT_PART];

    memcpy(upper, at, sizeof upper);
    for (int i = 0; i < QUANT_PART; i++)
        bits[i] = (uint32_t)upper[i] << 16;
    memcpy(out, bits, sizeof bits);
#endif
}

/* The same of floats at any address. */
static inline void k_quant_floats(float *out, const unsigned char *at)
{
#if defined(__AVX2__)
    for (int i = 0; i < QUANT_PART; i += 8) {
        _mm256_storeu_ps(
            out + i,
            _mm256_loadu_ps((const float *)(const void *)(at + (size_t)i * 4)));
    }
#else
    memcpy(out, at, QUANT_PART * sizeof *out);
#endif
}

static inline float k_quant_bf16(const unsigned char *at)
{
    const uint32_t bits = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 24;
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Scale and offset, 6 bits each, of part `j` of eight: the first four stand in
 * the low bits, the others in 4 low bits and the 2 high ones before. */
static inline void k_quant_scale(const unsigned char *at, int j, int *scale,
                                 int *offset)
{
    if (j < 4) {
        *scale = at[j] & 63;
        *offset = at[j + 4] & 63;
    } else {
        *scale = (at[j + 4] & 15) | (at[j - 4] >> 6) << 4;
        *offset = at[j + 4] >> 4 | (at[j] >> 6) << 4;
    }
}

#endif
