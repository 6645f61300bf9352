/* k_quantrow.c - blocks to numbers, each by the formula of its type. */
#include "engine/kernels/k_quant.h"

static void q8_0(float *out, const unsigned char *b)
{
    const float d = k_quant_half(b);

    for (int i = 0; i < 32; i++)
        out[i] = d * (float)(int8_t)b[2 + i];
}

/* Low halves of the bytes are weights 0 .. 15, high halves 16 .. 31. */
static void nibbles(float *out, const unsigned char *q, float d, float m)
{
    for (int i = 0; i < 16; i++) {
        out[i] = d * (float)(q[i] & 15) + m;
        out[i + 16] = d * (float)(q[i] >> 4) + m;
    }
}

static void q4_0(float *out, const unsigned char *b)
{
    const float d = k_quant_half(b);

    nibbles(out, b + 2, d, -8.0f * d);
}

static void q4_1(float *out, const unsigned char *b)
{
    nibbles(out, b + 4, k_quant_half(b), k_quant_half(b + 2));
}

/* The same with a fifth bit each, in `high`. */
static void fives(float *out, const unsigned char *high, float d, float m)
{
    const unsigned char *q = high + 4;
    uint32_t h;

    memcpy(&h, high, sizeof h);
    for (int i = 0; i < 16; i++) {
        const int low = (q[i] & 15) | (int)(h >> i & 1) << 4;
        const int up = q[i] >> 4 | (int)(h >> (i + 16) & 1) << 4;

        out[i] = d * (float)low + m;
        out[i + 16] = d * (float)up + m;
    }
}

static void q5_0(float *out, const unsigned char *b)
{
    const float d = k_quant_half(b);

    fives(out, b + 2, d, -16.0f * d);
}

static void q5_1(float *out, const unsigned char *b)
{
    fives(out, b + 4, k_quant_half(b), k_quant_half(b + 2));
}

/* Part j: its low bits are half of 32 bytes that it shares with a neighbour;
 * `high` has the fifth bit of weight i of part j as bit j of byte i, or is
 * NULL. */
static void parts(float *out, const unsigned char *b, const unsigned char *high,
                  const unsigned char *q)
{
    const float d = k_quant_half(b), least = k_quant_half(b + 2);

    for (int j = 0; j < 8; j++, out += 32) {
        const int shift = j % 2 * 4;
        int scale, offset;

        k_quant_scale(b + 4, j, &scale, &offset);
        const float by = d * (float)scale, off = least * (float)offset;
        for (int i = 0; i < 32; i++) {
            int w = q[j / 2 * 32 + i] >> shift & 15;

            if (high)
                w |= (high[i] >> j & 1) << 4;
            out[i] = by * (float)w - off;
        }
    }
}

static void q4_k(float *out, const unsigned char *b)
{
    parts(out, b, NULL, b + 16);
}

static void q5_k(float *out, const unsigned char *b)
{
    parts(out, b, b + 16, b + 48);
}

/* 128 weights at a time: 64 bytes of low halves, 32 of two bits each. */
static void q6_k(float *out, const unsigned char *b)
{
    const float d = k_quant_half(b + 208);

    for (int part = 0; part < 8; part++, out += 32) {
        const int j = part % 4;
        const size_t half = (size_t)part / 4, odd = (size_t)part % 2;
        const unsigned char *low = b + half * 64 + odd * 32;
        const unsigned char *high = b + 128 + half * 32;
        const unsigned char *scale = b + 192 + (size_t)part * 2;

        for (int i = 0; i < 32; i++) {
            const int w = (low[i] >> j / 2 * 4 & 15) | (high[i] >> 2 * j & 3)
                                                           << 4;

            out[i] = d * (float)(int8_t)scale[i / 16] * (float)(w - 32);
        }
    }
}

static void halves(float *out, const unsigned char *b, int64_t n)
{
    int64_t i = 0;

    for (; i + QUANT_PART <= n; i += QUANT_PART)
        k_quant_halves(out + i, b + 2 * i);
    for (; i < n; i++)
        out[i] = k_quant_half(b + 2 * i);
}

static void bf16(float *out, const unsigned char *b, int64_t n)
{
    int64_t i = 0;

    for (; i + QUANT_PART <= n; i += QUANT_PART)
        k_quant_bf16s(out + i, b + 2 * i);
    for (; i < n; i++)
        out[i] = k_quant_bf16(b + 2 * i);
}

void KERNEL(quantrow_decode)(enum quant_type type, float *out,
                             const void *blocks, int64_t n)
{
    static void (*const one[QUANT_TYPES])(float *, const unsigned char *) = {
        [QUANT_Q8_0] = q8_0, [QUANT_Q4_0] = q4_0, [QUANT_Q4_1] = q4_1,
        [QUANT_Q5_0] = q5_0, [QUANT_Q5_1] = q5_1, [QUANT_Q4_K] = q4_k,
        [QUANT_Q5_K] = q5_k, [QUANT_Q6_K] = q6_k};
    const unsigned char *b = blocks;

    switch (type) {
    case QUANT_F32:
        if (n)
            memcpy(out, b, (size_t)n * sizeof *out);
        return;
    case QUANT_F16:
        halves(out, b, n);
        return;
    case QUANT_BF16:
        bf16(out, b, n);
        return;
    default:
        break;
    }
    const int block = quant_block(type);
    const size_t bytes = quant_bytes(type);
    for (int64_t i = 0; i < n; i += block, b += bytes)
        one[type](out + i, b);
}
