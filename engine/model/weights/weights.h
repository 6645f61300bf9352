#ifndef ENGINE_MODEL_WEIGHTS_WEIGHTS_H
#define ENGINE_MODEL_WEIGHTS_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/kernels/quant.h"

/*
 * weights.h - named arrays and what is said about them, whatever the file:
 * GGUF, safetensors in one file or several, a Hugging Face folder, .npz, .npy.
 *
 * Files are mapped, so opening costs their headers alone, and accepted wholly
 * or not at all. Tensors are row-major, outermost extent first, in every
 * format; numbers may stand at any address.
 */
#define WEIGHTS_DIMS        8
#define WEIGHTS_MAX_TENSORS 65536
#define WEIGHTS_MAX_VALUES  65536

/* Name, numbers in a block, bytes of a block. The types of the kernels come
 * first and have their numbers. */
#define WEIGHTS_TABLE(X) \
    QUANT_TABLE(X)       \
    X(F64, 1, 8)         \
    X(I64, 1, 8)         \
    X(I32, 1, 4)         \
    X(I16, 1, 2)         \
    X(I8, 1, 1)          \
    X(U64, 1, 8)         \
    X(U32, 1, 4)         \
    X(U16, 1, 2)         \
    X(U8, 1, 1)          \
    X(BOOL, 1, 1)        \
    X(F8_E4M3, 1, 1)     \
    X(F8_E5M2, 1, 1)

#define WEIGHTS_ENUM(name, block, bytes) WEIGHTS_##name,
enum weights_type { WEIGHTS_TABLE(WEIGHTS_ENUM) WEIGHTS_TYPES };

const char *weights_type_name(enum weights_type type);
int weights_type_block(enum weights_type type);
size_t weights_type_bytes(enum weights_type type); /* of a block */
/* The type of that name; false for none. */
bool weights_type_called(const char *name, enum weights_type *out);
/* The kernels' type of the same numbers; false where they have none. */
bool weights_type_quant(enum weights_type type, enum quant_type *out);

struct weights_tensor {
    const char *name; /* as in the file */
    enum weights_type type;
    int dims;
    int64_t shape[WEIGHTS_DIMS];
    int64_t count; /* numbers; 1 without extents */
    size_t offset; /* of the first byte in its file */
    size_t at;     /* where the file tells of it; 0: not known */
    size_t bytes;
    const unsigned char *data; /* borrowed; any alignment */
};

/* What a file says about itself, a list being read item by item. */
enum weights_kind {
    WEIGHTS_TEXT,
    WEIGHTS_WHOLE,
    WEIGHTS_REAL,
    WEIGHTS_FLAG,
    WEIGHTS_LIST
};

struct weights_value {
    const char *key; /* "" for an item of a list */
    enum weights_kind kind;
    const char *text; /* TEXT: `bytes` of it; ends in '\0' except in lists */
    size_t bytes;
    int64_t whole;        /* WHOLE; FLAG: 0 or 1 */
    double real;          /* REAL, WHOLE and FLAG */
    size_t count;         /* LIST: items */
    enum weights_kind of; /* LIST: their kind */
    const void *source;   /* LIST: for weights_next() */
    int form;
    const unsigned char *raw; /* of GGUF: its kind and value, as in the file */
    size_t raw_bytes;
    size_t at; /* where that stands in the file; 0: not known */
};

struct weights; /* opaque */

/* Opens a file, by its content, or a folder with config.json and its weights,
 * or with model.safetensors alone. Errors: NOT_FOUND, IO, NO_MEMORY; BAD_FILE
 * and UNSUPPORTED name file, field and offset. */
struct status weights_open(struct weights **out, const char *path);
/* The same from memory, which must outlive it; `name` is for messages. */
struct status weights_parse(struct weights **out, const char *name,
                            const void *data, size_t bytes);
void weights_free(struct weights *w);

/* "gguf", "safetensors", "huggingface", "npz", "npy". */
const char *weights_format(const struct weights *w);

int weights_count(const struct weights *w);
/* In the order of the file; borrowed from `w`, as all below. */
const struct weights_tensor *weights_at(const struct weights *w, int index);
/* NULL where there is none of that name. */
const struct weights_tensor *weights_find(const struct weights *w,
                                          const char *name);

/* Numbers first .. first + n - 1 of a tensor as floats. Errors: UNSUPPORTED
 * for 8-bit floating point. */
struct status weights_floats(const struct weights_tensor *t, int64_t first,
                             int64_t n, float *out);

/* Values: of GGUF its own keys; of safetensors its metadata; of a folder
 * "config.KEY" and "generation.KEY", inner objects joined by dots. */
int weights_value_count(const struct weights *w);
const struct weights_value *weights_value_at(const struct weights *w,
                                             int index);
const struct weights_value *weights_value(const struct weights *w,
                                          const char *key);

/* One value. Errors: NOT_FOUND; BAD_FILE for another kind, or a number outside
 * low .. high. */
struct status weights_text(const struct weights *w, const char *key,
                           const char **out);
struct status weights_whole(const struct weights *w, const char *key,
                            int64_t low, int64_t high, int64_t *out);
struct status weights_real(const struct weights *w, const char *key, double low,
                           double high, double *out);

/* "KEY" and where its file has it, for messages. Answers `out`. */
#define WEIGHTS_WHERE 160
const char *weights_where(const struct weights *w, const char *key,
                          char out[WEIGHTS_WHERE]);

/* The items of a list, one after the other: for (struct weights_items it =
 * weights_items(list); weights_next(&it, &item);) */
struct weights_items {
    const struct weights_value *list;
    size_t index, at;
};
struct weights_items weights_items(const struct weights_value *list);
bool weights_next(struct weights_items *it, struct weights_value *item);

#endif
