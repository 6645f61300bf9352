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

/* Known while compiling, so that a row's loop has fixed steps. */
#define BYTES(name, block, bytes) bytes,
#define PARTS(name, block, bytes) (block) / QUANT_PART,
static const unsigned char block_bytes[] = {QUANT_TABLE(BYTES)};
static const unsigned char block_parts[] = {QUANT_TABLE(PARTS)};
#undef BYTES
#undef PARTS

/* What a row has added up so far: two chains, so that one need not wait for
 * the other, and the terms with b, less a factor that a type's blocks share. */
struct row {
    struct sums chain[2], wide;
    float rest[2];
};

static inline void add(struct row *r, int chain, int64_t p, struct bits32 u,
                       const struct quant_vector *v, float a)
{
    struct sums *s = &r->chain[chain];

    *s = lanes_add(*s, u, v->q + p * QUANT_PART, a * v->scale[p]);
}

static inline void add_signed(struct row *r, int chain, int64_t p,
                              struct bits32 w, const struct quant_vector *v,
                              const float a[2])
{
    struct sums *s = &r->chain[chain];

    *s = lanes_add_signed(*s, w, v->q + p * QUANT_PART, a[0] * v->scale[p],
                          a[1] * v->scale[p]);
}

static inline void add_rest(struct row *r, int chain, float b, float sum)
{
    r->rest[chain] = real_muladd(b, sum, r->rest[chain]);
}

static inline void q8_0(struct row *r, int chain, const unsigned char *b,
                        int64_t p, const struct quant_vector *v)
{
    const float d = k_quant_half(b);

    add_signed(r, chain, p, lanes_load(b + 2), v, (const float[]){d, d});
}

static inline void q4_0(struct row *r, int chain, const unsigned char *b,
                        int64_t p, const struct quant_vector *v)
{
    const float d = k_quant_half(b);

    add(r, chain, p, lanes_nibbles(b + 2), v, d);
    add_rest(r, chain, d, v->sum[p]);
}

static inline void q4_1(struct row *r, int chain, const unsigned char *b,
                        int64_t p, const struct quant_vector *v)
{
    float d, m;

    k_quant_pair(b, &d, &m);
    add(r, chain, p, lanes_nibbles(b + 4), v, d);
    add_rest(r, chain, m, v->sum[p]);
}

static inline struct bits32 fives(const unsigned char *high)
{
    return lanes_or(lanes_nibbles(high + 4), lanes_sixteens(high));
}

static inline void q5_0(struct row *r, int chain, const unsigned char *b,
                        int64_t p, const struct quant_vector *v)
{
    const float d = k_quant_half(b);

    add(r, chain, p, fives(b + 2), v, d);
    add_rest(r, chain, d, v->sum[p]);
}

static inline void q5_1(struct row *r, int chain, const unsigned char *b,
                        int64_t p, const struct quant_vector *v)
{
    float d, m;

    k_quant_pair(b, &d, &m);
    add(r, chain, p, fives(b + 4), v, d);
    add_rest(r, chain, m, v->sum[p]);
}

/* Scales and offsets of the eight parts, times d and times least: as
 * k_quant_scale() has them, four at a time. */
static inline void k_scales(const unsigned char *b, float a[8], float off[8])
{
    const uint32_t six = 0x3F3F3F3F, four = 0x0F0F0F0F, two = 0x03030303;
    uint8_t scale[8], offset[8];
    float d, least;
    uint32_t u[3];

    k_quant_pair(b, &d, &least);
    memcpy(u, b + 4, sizeof u);
    const uint32_t scales[2] = {u[0] & six, (u[2] & four) | (u[0] >> 6 & two)
                                                                << 4};
    const uint32_t offsets[2] = {u[1] & six,
                                 (u[2] >> 4 & four) | (u[1] >> 6 & two) << 4};
    memcpy(scale, scales, sizeof scale);
    memcpy(offset, offsets, sizeof offset);
    for (int j = 0; j < 8; j++) {
        a[j] = d * (float)scale[j];
        off[j] = least * (float)offset[j];
    }
}

static inline void q4_k(struct row *r, int chain, const unsigned char *b,
                        int64_t p, const struct quant_vector *v)
{
    float a[8], off[8];

    k_scales(b, a, off);
    for (int j = 0; j < 8; j += 2) {
        const struct bits32 both = lanes_load(b + 16 + (size_t)j * 16);

        add(r, chain, p + j, lanes_pick(both, 0, 15, 0), v, a[j]);
        add(r, !chain, p + j + 1, lanes_pick(both, 4, 15, 0), v, a[j + 1]);
    }
    r->wide = lanes_floats(r->wide, off, v->sum + p);
}

static inline void q5_k(struct row *r, int chain, const unsigned char *b,
                        int64_t p, const struct quant_vector *v)
{
    const struct bits32 high = lanes_load(b + 16);
    float a[8], off[8];

    k_scales(b, a, off);
    for (int j = 0; j < 8; j += 2) {
        const struct bits32 both = lanes_load(b + 48 + (size_t)j * 16);

        add(r, chain, p + j,
            lanes_or(lanes_pick(both, 0, 15, 0), lanes_pick(high, j, 1, 4)), v,
            a[j]);
        add(r, !chain, p + j + 1,
            lanes_or(lanes_pick(both, 4, 15, 0), lanes_pick(high, j + 1, 1, 4)),
            v, a[j + 1]);
    }
    r->wide = lanes_floats(r->wide, off, v->sum + p);
}

/* Part `part` of sixteen bytes of scales: two of them. */
static inline void q6_part(struct row *r, int chain, const unsigned char *b,
                           int part, int64_t p, const struct quant_vector *v)
{
    const int j = part % 4;
    const size_t half = (size_t)part / 4, odd = (size_t)part % 2;
    const unsigned char *scale = b + 192 + (size_t)part * 2;
    const struct bits32 low = lanes_load(b + half * 64 + odd * 32);
    const struct bits32 high = lanes_load(b + 128 + half * 32);
    const struct bits32 u = lanes_or(lanes_pick(low, j / 2 * 4, 15, 0),
                                     lanes_pick(high, 2 * j, 3, 4));
    const float d = k_quant_half(b + 208);

    add_signed(r, chain, p + part, lanes_less(u, 32), v,
               (const float[]){d * (float)(int8_t)scale[0],
                               d * (float)(int8_t)scale[1]});
}

static inline void q6_k(struct row *r, int chain, const unsigned char *b,
                        int64_t p, const struct quant_vector *v)
{
    for (int part = 0; part < 8; part += 2) {
        q6_part(r, chain, b, part, p, v);
        q6_part(r, !chain, b, part + 1, p, v);
    }
}

/* One row; `one` adds a block, whose first part is `p`. Blocks go two at a
 * time, so that the compiler sees which chain is whose. */
static KERNEL_INTO float
multiply_row(void (*one)(struct row *, int, const unsigned char *, int64_t,
                         const struct quant_vector *),
             const unsigned char *b, const struct quant_vector *v,
             enum quant_type type, float factor)
{
    const size_t bytes = block_bytes[type];
    const int64_t parts = block_parts[type], all = v->cols / QUANT_PART;
    struct row r = {{lanes_zero(), lanes_zero()}, lanes_zero(), {0.0f, 0.0f}};
    int64_t p = 0;

    for (; p + 2 * parts <= all; p += 2 * parts, b += 2 * bytes) {
        one(&r, 0, b, p, v);
        one(&r, 1, b + bytes, p + parts, v);
    }
    if (p < all)
        one(&r, 0, b, p, v);
    const float rest =
        r.rest[0] + r.rest[1] + lanes_total(r.wide, lanes_zero());
    return real_muladd(factor, rest, lanes_total(r.chain[0], r.chain[1]));
}

/* A row's function for each type: the compiler puts its block's into it. The
 * factor is that of the terms with b. */
#define ROW_OF(name, type, factor)                                     \
    static KERNEL_APART float row_##name(const unsigned char *b,       \
                                         const struct quant_vector *v) \
    {                                                                  \
        return multiply_row(name, b, v, type, factor);                 \
    }
ROW_OF(q8_0, QUANT_Q8_0, 0.0f)
ROW_OF(q4_0, QUANT_Q4_0, -8.0f)
ROW_OF(q4_1, QUANT_Q4_1, 1.0f)
ROW_OF(q5_0, QUANT_Q5_0, -16.0f)
ROW_OF(q5_1, QUANT_Q5_1, 1.0f)
ROW_OF(q4_k, QUANT_Q4_K, -1.0f)
ROW_OF(q5_k, QUANT_Q5_K, -1.0f)
ROW_OF(q6_k, QUANT_Q6_K, 0.0f)
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
