#ifndef ENGINE_MODEL_WEIGHTS_WEIGHTS_GGUF_H
#define ENGINE_MODEL_WEIGHTS_WEIGHTS_GGUF_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/model/weights/weights.h"

/*
 * weights_gguf.h - the numbers that GGUF calls things by.
 * Source: the ggml project's "GGUF" page.
 */
#define WEIGHTS_GGUF_MAGIC     "GGUF"
#define WEIGHTS_GGUF_VERSION   3
#define WEIGHTS_GGUF_ALIGN     32
#define WEIGHTS_GGUF_DIMS      4
#define WEIGHTS_GGUF_MAX_NAME  63
#define WEIGHTS_GGUF_MAX_KEY   65535
#define WEIGHTS_GGUF_MAX_TEXT  ((size_t)16 << 20)
#define WEIGHTS_GGUF_ALIGN_KEY "general.alignment"

enum weights_gguf_kind {
    WEIGHTS_GGUF_U8,
    WEIGHTS_GGUF_I8,
    WEIGHTS_GGUF_U16,
    WEIGHTS_GGUF_I16,
    WEIGHTS_GGUF_U32,
    WEIGHTS_GGUF_I32,
    WEIGHTS_GGUF_F32,
    WEIGHTS_GGUF_BOOL,
    WEIGHTS_GGUF_TEXT,
    WEIGHTS_GGUF_LIST,
    WEIGHTS_GGUF_U64,
    WEIGHTS_GGUF_I64,
    WEIGHTS_GGUF_F64,
    WEIGHTS_GGUF_KINDS
};

/* The type of tensors with that number; false for one not read here. */
bool weights_gguf_type(uint32_t number, enum weights_type *out);
/* The number of a type; false where GGUF has none. */
bool weights_gguf_number(enum weights_type type, uint32_t *out);

#endif
