/*
 * k_quantdot.c - a matrix in blocks times a vector in 8 bits.
 *
 * Every type is, a part of 32 weights at a time, w = a u + b with small whole
 * u. So is x = s q, and a row's product is the sum over its parts of
 * a s (sum of u q) + b s (sum of q): a sum of whole numbers, which is exact, a
 * scale, and the vector's own sum, which all rows share.
 */
#include "engine/kernels/k_quantlanes.h"

/* A function that takes a function, which the compiler is to put into it. */
#define KERNEL_INTO        inline __attribute__((always_inline))

#define LEVEL_TEXT(level)  #level
#define LEVEL_QUOTE(level) LEVEL_TEXT(level)

/* What a row has added up so far: two chains, so that one need not wait for
 * the other, and the terms with b. */
struct row {
    struct sums even, odd;
    float rest;
};

static inline void add(struct row *r, int64_t p, struct bits32 u,
                       const struct quant_vector *v, float a)
{
    struct sums *s = p % 2 ? &r->odd : &r->even;

    *s = lanes_add(*s, u, v->q + p * QUANT_PART, a * v->scale[p]);
}

static inline void add_signed(struct row *r, int64_t p, struct bits32 w,
                              const struct quant_vector *v, const float a[2])
{
    struct sums *s = p % 2 ? &r->odd : &r->even;

    *s = lanes_add_signed(*s, w, v->q + p * QUANT_PART, a[0] * v->scale[p],
                          a[1] * v->scale[p]);
}

static inline void q8_0(struct row *r, const unsigned char *b, int64_t p,
                        const struct quant_vector *v)
{
    const float d = k_quant_half(b);

    add_signed(r, p, lanes_load(b + 2), v, (const float[]){d, d});
}

static inline void q4_0(struct row *r, const unsigned char *b, int64_t p,
                        const struct quant_vector *v)
{
    const float d = k_quant_half(b);

    add(r, p, lanes_nibbles(b + 2), v, d);
    r->rest += -8.0f * d * v->sum[p];
}

static inline void q4_1(struct row *r, const unsigned char *b, int64_t p,
                        const struct quant_vector *v)
{
    add(r, p, lanes_nibbles(b + 4), v, k_quant_half(b));
    r->rest += k_quant_half(b + 2) * v->sum[p];
}

static inline struct bits32 fives(const unsigned char *high)
{
    return lanes_or(lanes_nibbles(high + 4), lanes_sixteens(high));
}

static inline void q5_0(struct row *r, const unsigned char *b, int64_t p,
                        const struct quant_vector *v)
{
    const float d = k_quant_half(b);

    add(r, p, fives(b + 2), v, d);
    r->rest += -16.0f * d * v->sum[p];
}

static inline void q5_1(struct row *r, const unsigned char *b, int64_t p,
                        const struct quant_vector *v)
{
    add(r, p, fives(b + 4), v, k_quant_half(b));
    r->rest += k_quant_half(b + 2) * v->sum[p];
}

/* Scales and offsets of the eight parts, times d and times least. */
static inline void k_scales(const unsigned char *b, float a[8], float off[8])
{
    const float d = k_quant_half(b), least = k_quant_half(b + 2);

    for (int j = 0; j < 8; j++) {
        int scale, offset;

        k_quant_scale(b + 4, j, &scale, &offset);
        a[j] = d * (float)scale;
        off[j] = least * (float)offset;
    }
}

static inline void q4_k(struct row *r, const unsigned char *b, int64_t p,
                        const struct quant_vector *v)
{
    float a[8], off[8];

    k_scales(b, a, off);
    for (int j = 0; j < 8; j += 2) {
        const struct bits32 both = lanes_load(b + 16 + (size_t)j * 16);

        add(r, p + j, lanes_pick(both, 0, 15, 0), v, a[j]);
        add(r, p + j + 1, lanes_pick(both, 4, 15, 0), v, a[j + 1]);
    }
    for (int j = 0; j < 8; j++)
        r->rest -= off[j] * v->sum[p + j];
}

static inline void q5_k(struct row *r, const unsigned char *b, int64_t p,
                        const struct quant_vector *v)
{
    const struct bits32 high = lanes_load(b + 16);
    float a[8], off[8];

    k_scales(b, a, off);
    for (int j = 0; j < 8; j++) {
        const struct bits32 both = lanes_load(b + 48 + (size_t)(j / 2) * 32);

        add(r, p + j,
            lanes_or(lanes_pick(both, j % 2 * 4, 15, 0),
                     lanes_pick(high, j, 1, 4)),
            v, a[j]);
    }
    for (int j = 0; j < 8; j++)
        r->rest -= off[j] * v->sum[p + j];
}

static inline void q6_k(struct row *r, const unsigned char *b, int64_t p,
                        const struct quant_vector *v)
{
    const float d = k_quant_half(b + 208);

    for (int part = 0; part < 8; part++) {
        const int j = part % 4;
        const size_t half = (size_t)part / 4, odd = (size_t)part % 2;
        const unsigned char *scale = b + 192 + (size_t)part * 2;
        const struct bits32 low = lanes_load(b + half * 64 + odd * 32);
        const struct bits32 high = lanes_load(b + 128 + half * 32);
        const struct bits32 u = lanes_or(lanes_pick(low, j / 2 * 4, 15, 0),
                                         lanes_pick(high, 2 * j, 3, 4));

        add_signed(r, p + part, lanes_less(u, 32), v,
                   (const float[]){d * (float)(int8_t)scale[0],
                                   d * (float)(int8_t)scale[1]});
    }
}

/* One row; `one` adds a block, whose first part is `p`. */
static inline float
multiply_row(void (*one)(struct row *, const unsigned char *, int64_t,
                         const struct quant_vector *),
             const unsigned char *b, const struct quant_vector *v, int block,
             size_t bytes)
{
    struct row r = {lanes_zero(), lanes_zero(), 0.0f};
    const int parts = block / QUANT_PART;

    for (int64_t p = 0; p < v->cols / QUANT_PART; p += parts, b += bytes)
        one(&r, b, p, v);
    return lanes_total(r.even, r.odd) + r.rest;
}

/* A row's function for each type: the compiler puts its block's into it. */
#define ROW_OF(name, block, bytes)                                     \
    static KERNEL_APART float row_##name(const unsigned char *b,       \
                                         const struct quant_vector *v) \
    {                                                                  \
        return multiply_row(name, b, v, block, bytes);                 \
    }
ROW_OF(q8_0, 32, 34)
ROW_OF(q4_0, 32, 18)
ROW_OF(q4_1, 32, 20)
ROW_OF(q5_0, 32, 22)
ROW_OF(q5_1, 32, 24)
ROW_OF(q4_k, 256, 144)
ROW_OF(q5_k, 256, 176)
ROW_OF(q6_k, 256, 210)
#undef ROW_OF

/* Numbers one by one, against x itself: nothing is rounded. */
static KERNEL_INTO float
multiply_numbers(void (*take)(float *, const unsigned char *),
                 const unsigned char *b, const struct quant_vector *v,
                 size_t each)
{
    struct sums s[4] = {lanes_zero(), lanes_zero(), lanes_zero(), lanes_zero()};
    float w[QUANT_PART], x[QUANT_PART] = {0.0f};
    int64_t i = 0;

    for (; i + QUANT_PART <= v->cols; i += QUANT_PART) {
        take(w, b + (size_t)i * each);
        for (size_t k = 0; k < 4; k++)
            s[k] = lanes_floats(s[k], w + 8 * k, v->x + i + 8 * k);
    }
    if (i < v->cols) { /* the rest, with zeros behind */
        unsigned char last[QUANT_PART * sizeof(float)] = {0};

        memcpy(last, b + (size_t)i * each, (size_t)(v->cols - i) * each);
        memcpy(x, v->x + i, (size_t)(v->cols - i) * sizeof *x);
        take(w, last);
        for (size_t k = 0; k < 4; k++)
            s[k] = lanes_floats(s[k], w + 8 * k, x + 8 * k);
    }
    return lanes_total(s[0], s[1]) + lanes_total(s[2], s[3]);
}

static KERNEL_APART float row_f32(const unsigned char *b,
                                  const struct quant_vector *v)
{
    return multiply_numbers(k_quant_floats, b, v, 4);
}

static KERNEL_APART float row_bf16(const unsigned char *b,
                                   const struct quant_vector *v)
{
    return multiply_numbers(k_quant_bf16s, b, v, 2);
}

static KERNEL_APART float row_f16(const unsigned char *b,
                                  const struct quant_vector *v)
{
    return multiply_numbers(k_quant_halves, b, v, 2);
}

void KERNEL(quantdot_multiply)(const struct quant_product *p, int64_t from,
                               int64_t to)
{
    static float (*const row[QUANT_TYPES])(const unsigned char *,
                                           const struct quant_vector *) = {
        [QUANT_F32] = row_f32,   [QUANT_F16] = row_f16,
        [QUANT_BF16] = row_bf16, [QUANT_Q8_0] = row_q8_0,
        [QUANT_Q4_0] = row_q4_0, [QUANT_Q4_1] = row_q4_1,
        [QUANT_Q5_0] = row_q5_0, [QUANT_Q5_1] = row_q5_1,
        [QUANT_Q4_K] = row_q4_k, [QUANT_Q5_K] = row_q5_k,
        [QUANT_Q6_K] = row_q6_k};
    const size_t each =
        (size_t)(p->v->cols / quant_block(p->type)) * quant_bytes(p->type);
    const unsigned char *rows = p->rows;

    for (int64_t r = from; r < to; r++)
        p->out[r] = row[p->type](rows + (size_t)r * each, p->v);
}

const struct quant_kernels KERNEL(quantdot_table) = {
    .level = &LEVEL_QUOTE(KERNEL_LEVEL)[4], /* "f32_avx2" without its "f32_" */
    .decode = KERNEL(quantrow_decode),
    .pack = KERNEL(quantvec_pack),
    .multiply = KERNEL(quantdot_multiply)};
