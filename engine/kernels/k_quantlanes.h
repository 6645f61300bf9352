#ifndef ENGINE_KERNELS_K_QUANTLANES_H
#define ENGINE_KERNELS_K_QUANTLANES_H

#include "engine/kernels/k_quant.h"

/*
 * k_quantlanes.h - 32 whole numbers of 8 bits at a time, and sums of products
 * of them: with AVX2, with AVX-512's vpdpbusd, and as plain loops.
 *
 * `struct bits32` holds the weights of a part, `struct sums` float partial
 * sums. The order in which `sums` are added up is fixed.
 */
#ifdef __AVX2__
#include "engine/kernels/k_quantlanes_x86.h"
#else
struct bits32 {
    uint8_t u[32];
};
struct sums {
    float at[4];
};

static inline struct bits32 lanes_load(const unsigned char *at)
{
    struct bits32 b;

    memcpy(b.u, at, sizeof b.u);
    return b;
}

/* Low halves of 16 bytes, then their high halves. */
static inline struct bits32 lanes_nibbles(const unsigned char *at)
{
    struct bits32 b;

    for (int i = 0; i < 16; i++) {
        b.u[i] = at[i] & 15;
        b.u[i + 16] = at[i] >> 4;
    }
    return b;
}

/* (b >> shift & mask) << up, each. */
static inline struct bits32 lanes_pick(struct bits32 b, int shift, int mask,
                                       int up)
{
    for (int i = 0; i < 32; i++)
        b.u[i] = (uint8_t)((b.u[i] >> shift & mask) << up);
    return b;
}

/* Bit i of four bytes becomes 16 or 0 in lane i. */
static inline struct bits32 lanes_sixteens(const unsigned char *at)
{
    struct bits32 b;

    for (int i = 0; i < 32; i++)
        b.u[i] = (uint8_t)((at[i / 8] >> i % 8 & 1) << 4);
    return b;
}

static inline struct bits32 lanes_or(struct bits32 a, struct bits32 b)
{
    for (int i = 0; i < 32; i++)
        a.u[i] |= b.u[i];
    return a;
}

/* a - by, as signed numbers. */
static inline struct bits32 lanes_less(struct bits32 a, int by)
{
    for (int i = 0; i < 32; i++)
        a.u[i] = (uint8_t)(a.u[i] - by);
    return a;
}

/* s += the products of unsigned `w` below 64 and q, times `scale`. */
static inline struct sums lanes_add(struct sums s, struct bits32 w,
                                    const int8_t *q, float scale)
{
    int total = 0;

    for (int i = 0; i < 32; i++)
        total += w.u[i] * q[i];
    s.at[0] += scale * (float)total;
    return s;
}

/* The same of signed `w`, its two halves under scales of their own. */
static inline struct sums lanes_add_signed(struct sums s, struct bits32 w,
                                           const int8_t *q, float low,
                                           float high)
{
    int total[2] = {0, 0};

    for (int i = 0; i < 16; i++) {
        total[0] += (int8_t)w.u[i] * q[i];
        total[1] += (int8_t)w.u[i + 16] * q[i + 16];
    }
    s.at[0] += low * (float)total[0];
    s.at[1] += high * (float)total[1];
    return s;
}

/* s += eight products of floats. */
static inline struct sums lanes_floats(struct sums s, const float *w,
                                       const float *x)
{
    for (int i = 0; i < 8; i++)
        s.at[i % 4] = real_muladd(w[i], x[i], s.at[i % 4]);
    return s;
}

static inline struct sums lanes_zero(void)
{
    return (struct sums){{0.0f, 0.0f, 0.0f, 0.0f}};
}

static inline float lanes_total(struct sums a, struct sums b)
{
    return ((a.at[0] + a.at[1]) + (b.at[0] + b.at[1])) +
           ((a.at[2] + a.at[3]) + (b.at[2] + b.at[3]));
}
#endif

#endif
