#ifndef ENGINE_KERNELS_QUANT_H
#define ENGINE_KERNELS_QUANT_H

#include <stddef.h>
#include <stdint.h>

/*
 * quant.h - weights in few bits: blocks of whole numbers under one scale.
 *
 * Q8_0, Q4_0, Q5_0: 32 weights, w = d q. Q4_1, Q5_1: w = d q + m. Q4_K, Q5_K:
 * 256 weights in eight parts with a scale and an offset of 6 bits each, Q6_K:
 * in sixteen parts with a scale of 8 bits, all of them in units of d. d and m
 * are numbers of 16 bits. A row of a matrix is whole blocks.
 *
 * Nothing here fails or allocates; blocks may stand at any address.
 * Source: the ggml project, "GGUF" page and its list of tensor encodings.
 */

/* Name, weights in a block, bytes of a block. */
#define QUANT_TABLE(X) \
    X(F32, 1, 4)       \
    X(F16, 1, 2)       \
    X(BF16, 1, 2)      \
    X(Q8_0, 32, 34)    \
    X(Q4_0, 32, 18)    \
    X(Q4_1, 32, 20)    \
    X(Q5_0, 32, 22)    \
    X(Q5_1, 32, 24)    \
    X(Q4_K, 256, 144)  \
    X(Q5_K, 256, 176)  \
    X(Q6_K, 256, 210)

#define QUANT_ENUM(name, block, bytes) QUANT_##name,
enum quant_type { QUANT_TABLE(QUANT_ENUM) QUANT_TYPES };

#define QUANT_BLOCK_MOST 256 /* weights of the largest block */
#define QUANT_PART       32  /* numbers of a vector under one scale */

const char *quant_name(enum quant_type type);
int quant_block(enum quant_type type);    /* weights of a block */
size_t quant_bytes(enum quant_type type); /* bytes of a block */

/* What to use for rows of `cols` weights where `type` is wanted: `type`, or
 * where blocks of 256 do not fit Q5_0 for Q4_K, Q5_1 for Q5_K and Q8_0 for
 * Q6_K, or F16 where not even 32 do. */
enum quant_type quant_fitting(enum quant_type type, int64_t cols);

/* The nearest number of 16 bits, ties to even, and back. */
uint16_t quant_to_half(float value);
float quant_from_half(uint16_t half);
uint16_t quant_to_bf16(float value);

/* Writes `n` weights, whole blocks, as `type`: the smallest and largest of a
 * block fix its scale; the parts of K blocks look for the scale and offset of
 * the least squared error. A NaN or infinity becomes 0 in a block. */
void quant_encode(enum quant_type type, void *out, const float *x, int64_t n);

/* One vector, ready to be multiplied: 8 bits a number, a scale each 32. */
struct quant_vector {
    const float *x; /* as given */
    int64_t cols;   /* `q`, `scale` and `sum` reach to a multiple of 32 */
    int8_t *q;      /* -127 .. 127 */
    float *scale;   /* x[i] is about scale[i / 32] q[i] */
    float *sum;     /* scale times the sum of q, a part */
};

/* out[r] = row r of `rows` times `v`, for all rows of the matrix `rows` of
 * cols weights each. */
struct quant_product {
    enum quant_type type;
    const void *rows;
    const struct quant_vector *v;
    float *out;
};

/* The kernels of one level of the processor. A result has the same bits
 * whatever range it is asked in; NaN goes through. */
struct quant_kernels {
    const char *level; /* "baseline", "avx2", "vnni" */
    /* `n` weights, whole blocks. */
    void (*decode)(enum quant_type type, float *out, const void *blocks,
                   int64_t n);
    /* Fills q, scale and sum from x. */
    void (*pack)(const struct quant_vector *v);
    /* Rows from .. to-1. */
    void (*multiply)(const struct quant_product *p, int64_t from, int64_t to);
};

/* The kernels of a level, or the best there is for NULL. NULL where this
 * processor or this build lacks it. */
const struct quant_kernels *quant_fast(const char *level);

#endif
