/* weights_type.c - the types of numbers in files, and numbers as floats. */
#include <string.h>

#include "engine/model/safetensors_number.h"
#include "engine/model/weights/weights.h"

#define PIECE 256 /* numbers of the longest block */

const char *weights_type_name(enum weights_type type)
{
#define NAME(name, block, bytes) #name,
    static const char *const names[] = {WEIGHTS_TABLE(NAME)};
#undef NAME

    return names[type];
}

int weights_type_block(enum weights_type type)
{
#define BLOCK(name, block, bytes) block,
    static const short blocks[] = {WEIGHTS_TABLE(BLOCK)};
#undef BLOCK

    return blocks[type];
}

size_t weights_type_bytes(enum weights_type type)
{
#define BYTES(name, block, bytes) bytes,
    static const unsigned char all[] = {WEIGHTS_TABLE(BYTES)};
#undef BYTES

    return all[type];
}

bool weights_type_called(const char *name, enum weights_type *out)
{
    for (int t = 0; t < WEIGHTS_TYPES; t++) {
        if (strcmp(weights_type_name((enum weights_type)t), name) == 0) {
            *out = (enum weights_type)t;
            return true;
        }
    }
    return false;
}

bool weights_type_quant(enum weights_type type, enum quant_type *out)
{
    if ((int)type >= QUANT_TYPES)
        return false;
    *out = (enum quant_type)type;
    return true;
}

/* Types that only safetensors and .npy have: one number at a time. */
static struct status plain_floats(const struct weights_tensor *t, int64_t first,
                                  int64_t n, float *out)
{
    const size_t each = weights_type_bytes(t->type);
    const unsigned char *at = t->data + (size_t)first * each;
    enum safetensors_type type = SAFETENSORS_F64; /* the first */

    while (strcmp(safetensors_type_name(type), weights_type_name(t->type)) != 0)
        type++;
    if (!safetensors_number_known(type))
        return status_fail(STATUS_UNSUPPORTED, "numbers of type %s",
                           weights_type_name(t->type));
    for (int64_t i = 0; i < n; i++, at += each)
        out[i] = (float)safetensors_number_read(type, at);
    return STATUS_OK;
}

/* Numbers that start or end within a block: the whole block is decoded. */
static void block_floats(const struct quant_kernels *k, enum quant_type type,
                         const unsigned char *data, int64_t first, int64_t n,
                         float *out)
{
    const int64_t block = quant_block(type), skip = first % block;
    float piece[PIECE];

    data += (size_t)(first / block) * quant_bytes(type);
    if (skip) {
        const int64_t some = block - skip < n ? block - skip : n;

        k->decode(type, piece, data, block);
        memcpy(out, piece + skip, (size_t)some * sizeof *out);
        out += some;
        n -= some;
        data += quant_bytes(type);
    }
    const int64_t whole = n - n % block;
    k->decode(type, out, data, whole);
    if (n > whole) {
        data += (size_t)(whole / block) * quant_bytes(type);
        k->decode(type, piece, data, block);
        memcpy(out + whole, piece, (size_t)(n - whole) * sizeof *out);
    }
}

struct status weights_floats(const struct weights_tensor *t, int64_t first,
                             int64_t n, float *out)
{
    enum quant_type type;

    if (first < 0 || n < 0 || first > t->count || n > t->count - first) {
        return status_fail(STATUS_BAD_USAGE,
                           "tensor \"%s\" has %lld numbers, not %lld from %lld",
                           t->name, (long long)t->count, (long long)n,
                           (long long)first);
    }
    if (!n)
        return STATUS_OK;
    if (!weights_type_quant(t->type, &type))
        return plain_floats(t, first, n, out);
    block_floats(quant_fast(NULL), type, t->data, first, n, out);
    return STATUS_OK;
}
