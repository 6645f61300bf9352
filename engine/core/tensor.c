#include "engine/core/tensor.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "engine/kernels/quant.h"

static const struct {
    const char *name;
    size_t bytes;
} types[] = {
    [TENSOR_F32] = {"f32", 4},       [TENSOR_F64] = {"f64", 8},
    [TENSOR_F16] = {"f16", 2},       [TENSOR_BF16] = {"bf16", 2},
    [TENSOR_I32] = {"i32", 4},       [TENSOR_U8] = {"u8", 1},
    [TENSOR_BLOCKS] = {"blocks", 0},
};

size_t tensor_type_bytes(enum tensor_type type)
{
    return types[type].bytes;
}

const char *tensor_type_name(enum tensor_type type)
{
    return types[type].name;
}

int64_t tensor_count(const struct tensor *t)
{
    int64_t n = 1;

    for (int i = 0; i < t->dims; i++)
        n *= t->shape[i];
    return n;
}

int64_t tensor_rows(const struct tensor *t)
{
    int64_t n = 1;

    for (int i = 0; i < t->dims - 1; i++)
        n *= t->shape[i];
    return n;
}

int64_t tensor_cols(const struct tensor *t)
{
    return t->dims ? t->shape[t->dims - 1] : 1;
}

int64_t tensor_extent(const struct tensor *t, int from_end)
{
    assert(from_end >= 1);
    return from_end <= t->dims ? t->shape[t->dims - from_end] : 1;
}

int64_t tensor_stride(const struct tensor *t, int from_end)
{
    assert(from_end >= 1 && from_end <= t->dims);
    return t->stride[t->dims - from_end];
}

bool tensor_is_contiguous(const struct tensor *t)
{
    int64_t want = 1;

    for (int i = t->dims - 1; i >= 0; i--) {
        if (t->shape[i] != 1 && t->stride[i] != want)
            return false;
        want *= t->shape[i];
    }
    return true;
}

bool tensor_same_shape(const struct tensor *a, const struct tensor *b)
{
    if (a->dims != b->dims)
        return false;
    for (int i = 0; i < a->dims; i++)
        if (a->shape[i] != b->shape[i])
            return false;
    return true;
}

bool tensor_is_real(const struct tensor *t)
{
    return t->type == TENSOR_F32 || t->type == TENSOR_F64;
}

/* Bytes of `n` elements. */
static size_t bytes_of(const struct tensor *t, int64_t n)
{
    if (t->type != TENSOR_BLOCKS)
        return (size_t)n * types[t->type].bytes;
    return (size_t)(n / quant_block(t->quant)) * quant_bytes(t->quant);
}

size_t tensor_bytes(const struct tensor *t)
{
    return bytes_of(t, tensor_count(t));
}

void *tensor_place(const struct tensor *t, int64_t index)
{
    return (char *)t->block->data + bytes_of(t, t->offset + index);
}

void *tensor_at(const struct tensor *t, int64_t index)
{
    if (t->block->home)
        t->block->home->look(t->block->data, true);
    return tensor_place(t, index);
}

const void *tensor_read(const struct tensor *t, int64_t index)
{
    if (t->block->home)
        t->block->home->look(t->block->data, false);
    return tensor_place(t, index);
}

void tensor_pack(struct tensor *t)
{
    int64_t stride = 1;

    for (int i = t->dims - 1; i >= 0; i--) {
        t->stride[i] = stride;
        stride *= t->shape[i];
    }
}

const char *tensor_shape_text(char out[TENSOR_TEXT], const struct tensor *t)
{
    int used = snprintf(out, TENSOR_TEXT, "[");

    for (int i = 0; i < t->dims && used < TENSOR_TEXT - 16; i++)
        used += snprintf(out + used, (size_t)(TENSOR_TEXT - used), "%s%lld",
                         i ? ", " : "", (long long)t->shape[i]);
    snprintf(out + used, (size_t)(TENSOR_TEXT - used), "]");
    return out;
}

/* Where row-major element `index` stands, in elements from the start. */
static int64_t place_of(const struct tensor *t, int64_t index)
{
    int64_t at = 0;

    for (int i = t->dims - 1; i >= 0; i--) {
        at += index % t->shape[i] * t->stride[i];
        index /= t->shape[i];
    }
    return at;
}

static float half_to_float(uint16_t h)
{
    const int exponent = h >> 10 & 31;
    const int fraction = h & 1023;
    float value;

    if (exponent == 31) {
        const uint32_t bits = 0x7f800000u | (uint32_t)fraction << 13;
        memcpy(&value, &bits, sizeof(value));
    } else if (exponent) {
        const uint32_t bits =
            (uint32_t)(exponent + 112) << 23 | (uint32_t)fraction << 13;
        memcpy(&value, &bits, sizeof(value));
    } else {
        value = (float)fraction * 0x1p-24f;
    }
    return h & 0x8000 ? -value : value;
}

/* One of a block, which is decoded as a whole. */
static double of_block(const struct tensor *t, int64_t at)
{
    const int n = quant_block(t->quant);
    float block[QUANT_BLOCK_MOST];

    quant_fast(NULL)->decode(t->quant, block, tensor_read(t, at - at % n), n);
    return (double)block[at % n];
}

static double element(const struct tensor *t, int64_t at)
{
    const void *p = tensor_read(t, at);

    switch (t->type) {
    case TENSOR_F32:
        return (double)*(const float *)p;
    case TENSOR_F64:
        return *(const double *)p;
    case TENSOR_F16:
        return (double)half_to_float(*(const uint16_t *)p);
    case TENSOR_BF16: {
        const uint32_t bits = (uint32_t) * (const uint16_t *)p << 16;
        float value;
        memcpy(&value, &bits, sizeof(value));
        return (double)value;
    }
    case TENSOR_I32:
        return *(const int32_t *)p;
    case TENSOR_U8:
        return *(const uint8_t *)p;
    case TENSOR_BLOCKS:
        return of_block(t, at);
    }
    return 0.0;
}

double tensor_get(const struct tensor *t, int64_t index)
{
    assert(index >= 0 && index < tensor_count(t));
    return element(t, place_of(t, index));
}

void tensor_decode_row(const struct tensor *t, int64_t row, void *out,
                       enum tensor_type real)
{
    const int64_t cols = tensor_cols(t);
    const int n = quant_block(t->quant);
    const unsigned char *from = tensor_read(t, row * cols);
    float block[QUANT_BLOCK_MOST];

    if (real == TENSOR_F32) {
        quant_fast(NULL)->decode(t->quant, out, from, cols);
        return;
    }
    for (int64_t i = 0; i < cols; i += n, from += quant_bytes(t->quant)) {
        quant_fast(NULL)->decode(t->quant, block, from, n);
        for (int k = 0; k < n; k++)
            ((double *)out)[i + k] = (double)block[k];
    }
}

void tensor_copy_floats(float *out, const struct tensor *t)
{
    const int64_t n = tensor_count(t);

    if (t->type == TENSOR_BLOCKS) {
        for (int64_t i = 0; i < tensor_rows(t); i++)
            tensor_decode_row(t, i, out + i * tensor_cols(t), TENSOR_F32);
        return;
    }
    if (t->type == TENSOR_F32 && tensor_is_contiguous(t)) {
        memcpy(out, tensor_read(t, 0), (size_t)n * sizeof(float));
        return;
    }
    for (int64_t i = 0; i < n; i++)
        out[i] = (float)element(t, place_of(t, i));
}
