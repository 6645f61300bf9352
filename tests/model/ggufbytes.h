#ifndef TESTS_MODEL_GGUFBYTES_H
#define TESTS_MODEL_GGUFBYTES_H

#include <stdint.h>
#include <string.h>

#include "engine/base/buf.h"

/*
 * ggufbytes.h - GGUF by hand, field by field, so that a test can get one of
 * them wrong.
 */
static inline void ggufbytes_number(struct buf *b, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_char(b, (char)(value >> 8 * i & 255));
}

static inline void ggufbytes_text(struct buf *b, const char *text)
{
    ggufbytes_number(b, strlen(text), 8);
    buf_text(b, text);
}

static inline void ggufbytes_head(struct buf *b, uint64_t tensors,
                                  uint64_t values)
{
    buf_text(b, "GGUF");
    ggufbytes_number(b, 3, 4);
    ggufbytes_number(b, tensors, 8);
    ggufbytes_number(b, values, 8);
}

/* A key and the kind of its value, which follows. */
static inline void ggufbytes_key(struct buf *b, const char *key, uint32_t kind)
{
    ggufbytes_text(b, key);
    ggufbytes_number(b, kind, 4);
}

/* Two extents, the inner one first. */
static inline void ggufbytes_tensor(struct buf *b, const char *name,
                                    uint64_t cols, uint64_t rows, uint32_t type,
                                    uint64_t offset)
{
    ggufbytes_text(b, name);
    ggufbytes_number(b, 2, 4);
    ggufbytes_number(b, cols, 8);
    ggufbytes_number(b, rows, 8);
    ggufbytes_number(b, type, 4);
    ggufbytes_number(b, offset, 8);
}

static inline void ggufbytes_pad(struct buf *b, size_t align)
{
    while (b->bytes % align)
        buf_char(b, 0);
}

/* Every kind of value, a tensor of F32 [2, 3] and one of Q8_0 [1, 32]. */
static inline void ggufbytes_sample(struct buf *b)
{
    ggufbytes_head(b, 2, 7);
    ggufbytes_key(b, "general.architecture", 8);
    ggufbytes_text(b, "llama");
    ggufbytes_key(b, "llama.block_count", 4);
    ggufbytes_number(b, 30, 4);
    ggufbytes_key(b, "rope.base", 6);
    ggufbytes_number(b, 0x47C35000, 4); /* 100000 */
    ggufbytes_key(b, "add", 7);
    ggufbytes_number(b, 1, 1);
    ggufbytes_key(b, "tokens", 9);
    ggufbytes_number(b, 8, 4);
    ggufbytes_number(b, 3, 8);
    ggufbytes_text(b, "a");
    ggufbytes_text(b, "");
    ggufbytes_text(b, "bcd");
    ggufbytes_key(b, "types", 9);
    ggufbytes_number(b, 5, 4);
    ggufbytes_number(b, 2, 8);
    ggufbytes_number(b, (uint32_t)-7, 4);
    ggufbytes_number(b, 9, 4);
    ggufbytes_key(b, "big", 10);
    ggufbytes_number(b, UINT64_MAX, 8);
    ggufbytes_tensor(b, "w", 3, 2, 0, 0);
    ggufbytes_tensor(b, "q", 32, 1, 8, 32);
    ggufbytes_pad(b, 32);
    for (int i = 0; i < 6; i++) {
        const float value = (float)i;
        uint32_t bits;

        memcpy(&bits, &value, sizeof bits);
        ggufbytes_number(b, bits, 4);
    }
    ggufbytes_pad(b, 32);
    ggufbytes_number(b, 0x3800, 2); /* 0.5 */
    for (int i = 0; i < 32; i++)
        buf_char(b, (char)(i - 16));
    ggufbytes_pad(b, 32);
}

#endif
