#ifndef ENGINE_KERNELS_K_QUANTLANES_X86_H
#define ENGINE_KERNELS_K_QUANTLANES_X86_H

#include <immintrin.h>

/* k_quantlanes_x86.h - k_quantlanes.h with 256 bits at a time. */
struct bits32 {
    __m256i u;
};
struct sums {
    __m256 at;
};

static inline struct bits32 lanes_load(const unsigned char *at)
{
    return (struct bits32){_mm256_loadu_si256((const void *)at)};
}

static inline struct bits32 lanes_nibbles(const unsigned char *at)
{
    const __m128i v = _mm_loadu_si128((const void *)at);
    const __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256(v),
                                                 _mm_srli_epi16(v, 4), 1);

    return (struct bits32){_mm256_and_si256(both, _mm256_set1_epi8(15))};
}

/* Shifts move 16 bits at a time; the mask drops what came from a neighbour. */
static inline struct bits32 lanes_pick(struct bits32 b, int shift, int mask,
                                       int up)
{
    const __m256i keep = _mm256_set1_epi8((char)(mask << up));
    const __m256i moved = shift > up ? _mm256_srli_epi16(b.u, shift - up)
                                     : _mm256_slli_epi16(b.u, up - shift);

    return (struct bits32){_mm256_and_si256(moved, keep)};
}

static inline struct bits32 lanes_sixteens(const unsigned char *at)
{
    uint32_t bits;

    memcpy(&bits, at, sizeof bits);
#ifdef __AVX512VL__
    return (struct bits32){_mm256_maskz_mov_epi8(bits, _mm256_set1_epi8(16))};
#else
    /* Byte i / 8 to lane i, then its bit i % 8 alone. */
    const __m256i byte = _mm256_set_epi64x(
        0x0303030303030303, 0x0202020202020202, 0x0101010101010101, 0);
    const __m256i bit = _mm256_set1_epi64x((long long)0x8040201008040201);
    const __m256i all = _mm256_shuffle_epi8(_mm256_set1_epi32((int)bits), byte);
    const __m256i set = _mm256_cmpeq_epi8(_mm256_and_si256(all, bit), bit);

    return (struct bits32){_mm256_and_si256(set, _mm256_set1_epi8(16))};
#endif
}

static inline struct bits32 lanes_or(struct bits32 a, struct bits32 b)
{
    return (struct bits32){_mm256_or_si256(a.u, b.u)};
}

static inline struct bits32 lanes_less(struct bits32 a, int by)
{
    return (struct bits32){_mm256_sub_epi8(a.u, _mm256_set1_epi8((char)by))};
}

/* Eight sums of four products, of unsigned and signed numbers. AVX2 adds
 * pairs in 16 bits first, which holds 2 x 128 x 127. */
static inline __m256 lanes_products(__m256i u, __m256i q)
{
#ifdef __AVX512VNNI__
    const __m256i sum = _mm256_dpbusd_epi32(_mm256_setzero_si256(), u, q);
#else
    const __m256i sum =
        _mm256_madd_epi16(_mm256_maddubs_epi16(u, q), _mm256_set1_epi16(1));
#endif

    return _mm256_cvtepi32_ps(sum);
}

static inline struct sums lanes_add(struct sums s, struct bits32 w,
                                    const int8_t *q, float scale)
{
    const __m256i with = _mm256_loadu_si256((const void *)q);

    s.at =
        _mm256_fmadd_ps(_mm256_set1_ps(scale), lanes_products(w.u, with), s.at);
    return s;
}

/* |w| and the sign of w given to q: the same product. */
static inline struct sums lanes_add_signed(struct sums s, struct bits32 w,
                                           const int8_t *q, float low,
                                           float high)
{
    const __m256i with =
        _mm256_sign_epi8(_mm256_loadu_si256((const void *)q), w.u);
    const __m256 scale =
        _mm256_insertf128_ps(_mm256_set1_ps(low), _mm_set1_ps(high), 1);

    s.at = _mm256_fmadd_ps(scale, lanes_products(_mm256_abs_epi8(w.u), with),
                           s.at);
    return s;
}

/* s += eight products of floats. */
static inline struct sums lanes_floats(struct sums s, const float *w,
                                       const float *x)
{
    s.at = _mm256_fmadd_ps(_mm256_loadu_ps(w), _mm256_loadu_ps(x), s.at);
    return s;
}

static inline struct sums lanes_zero(void)
{
    return (struct sums){_mm256_setzero_ps()};
}

static inline float lanes_total(struct sums a, struct sums b)
{
    const __m256 all = _mm256_add_ps(a.at, b.at);
    __m128 half =
        _mm_add_ps(_mm256_castps256_ps128(all), _mm256_extractf128_ps(all, 1));

    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    half = _mm_add_ss(half, _mm_movehdup_ps(half));
    return _mm_cvtss_f32(half);
}

#endif
