#include "engine/kernels/quant_encode.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define BLOCK_MOST 256

/* Nearest of `low` .. `high` to x. */
static int nearest(float x, float low, float high)
{
    return (int)floorf(fminf(fmaxf(x + 0.5f, low), high));
}

/* 0 also where 1 / d is too large for a float: such a scale is 0 as f16. */
static float reciprocal(float d)
{
    const float by = d < 0.0f || d > 0.0f ? 1.0f / d : 0.0f;

    return isfinite(by) ? by : 0.0f;
}

static void q8_0(unsigned char *out, const float *x)
{
    float most = 0.0f;

    for (int i = 0; i < 32; i++)
        most = fmaxf(most, fabsf(x[i]));
    const float d = most / 127.0f, by = reciprocal(d);
    quant_encode_half(out, d);
    for (int i = 0; i < 32; i++)
        out[2 + i] = (unsigned char)(int8_t)roundf(x[i] * by);
}

/* The number furthest from 0, with its sign: it gets the whole number that has
 * no opposite (-8 of 4 bits, -16 of 5), so nothing is lost on it. */
static float furthest(const float *x)
{
    float far = 0.0f;

    for (int i = 0; i < 32; i++)
        if (fabsf(x[i]) > fabsf(far))
            far = x[i];
    return far;
}

static void spread(const float *x, float *low, float *high)
{
    *low = *high = x[0];
    for (int i = 1; i < 32; i++) {
        *low = fminf(*low, x[i]);
        *high = fmaxf(*high, x[i]);
    }
}

/* 32 whole numbers of 4 bits: number i beside number i + 16. */
static void put_nibbles(unsigned char *out, const int *q)
{
    for (int i = 0; i < 16; i++)
        out[i] = (unsigned char)((q[i] & 15) | (q[i + 16] & 15) << 4);
}

/* Of 5 bits: their fifth bits first. */
static void put_fives(unsigned char *out, const int *q)
{
    uint32_t high = 0;

    for (int i = 0; i < 32; i++)
        high |= (uint32_t)(q[i] >> 4 & 1) << i;
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(high >> 8 * i & 255);
    put_nibbles(out + 4, q);
}

/* Whole numbers around 0, stored with `middle` added. */
static void centred(unsigned char *out, const float *x, int middle,
                    void (*put)(unsigned char *, const int *))
{
    const float d = furthest(x) / (float)-middle, by = reciprocal(d);
    int q[32];

    quant_encode_half(out, d);
    for (int i = 0; i < 32; i++)
        q[i] =
            nearest(x[i] * by + (float)middle, 0.0f, (float)(2 * middle - 1));
    put(out + 2, q);
}

/* Whole numbers 0 .. most from the smallest number up. */
static void raised(unsigned char *out, const float *x, int most,
                   void (*put)(unsigned char *, const int *))
{
    float low, high;
    int q[32];

    spread(x, &low, &high);
    const float d = (high - low) / (float)most, by = reciprocal(d);
    quant_encode_half(out, d);
    quant_encode_half(out + 2, low);
    for (int i = 0; i < 32; i++)
        q[i] = nearest((x[i] - low) * by, 0.0f, (float)most);
    put(out + 4, q);
}

static void q4_0(unsigned char *out, const float *x)
{
    centred(out, x, 8, put_nibbles);
}

static void q4_1(unsigned char *out, const float *x)
{
    raised(out, x, 15, put_nibbles);
}

static void q5_0(unsigned char *out, const float *x)
{
    centred(out, x, 16, put_fives);
}

static void q5_1(unsigned char *out, const float *x)
{
    raised(out, x, 31, put_fives);
}

static void encode_numbers(enum quant_type type, unsigned char *out,
                           const float *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        const uint16_t v =
            type == QUANT_F16 ? quant_to_half(x[i]) : quant_to_bf16(x[i]);

        out[2 * i] = (unsigned char)(v & 255);
        out[2 * i + 1] = (unsigned char)(v >> 8);
    }
}

static void encode_blocks(enum quant_type type, unsigned char *out,
                          const float *x, int64_t n)
{
    static void (*const one[QUANT_TYPES])(unsigned char *, const float *) = {
        [QUANT_Q8_0] = q8_0,
        [QUANT_Q4_0] = q4_0,
        [QUANT_Q4_1] = q4_1,
        [QUANT_Q5_0] = q5_0,
        [QUANT_Q5_1] = q5_1,
        [QUANT_Q4_K] = quant_encode_k4,
        [QUANT_Q5_K] = quant_encode_k5,
        [QUANT_Q6_K] = quant_encode_k6};
    const int block = quant_block(type);
    float clean[BLOCK_MOST];

    for (int64_t i = 0; i < n; i += block, out += quant_bytes(type)) {
        for (int k = 0; k < block; k++)
            clean[k] = isfinite(x[i + k]) ? x[i + k] : 0.0f;
        one[type](out, clean);
    }
}

void quant_encode(enum quant_type type, void *out, const float *x, int64_t n)
{
    assert(n >= 0 && n % quant_block(type) == 0);
    if (type == QUANT_F32) {
        if (n)
            memcpy(out, x, (size_t)n * sizeof *x);
    } else if (type == QUANT_F16 || type == QUANT_BF16) {
        encode_numbers(type, out, x, n);
    } else {
        encode_blocks(type, out, x, n);
    }
}
