#ifndef ENGINE_MODEL_SAFETENSORS_H
#define ENGINE_MODEL_SAFETENSORS_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/filemap.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"

/*
 * safetensors.h - named arrays in one file that can be mapped and never runs
 * anything: a length of 8 bytes, that many bytes of JSON, then the numbers.
 *
 * A reader accepts a file wholly or not at all: names unique, ranges touching
 * from the first data byte to the last, each as long as its shape says.
 * Numbers may stand at any address, so they are copied out, never cast.
 *
 * Source: the format's own page, github.com/huggingface/safetensors, "Format".
 */
#define SAFETENSORS_DIMS        8
#define SAFETENSORS_MAX_HEADER  100000000u
#define SAFETENSORS_MAX_TENSORS 65536

/* Name in a file, and bytes of one element. */
#define SAFETENSORS_TABLE(X) \
    X(F64, 8)                \
    X(F32, 4)                \
    X(F16, 2)                \
    X(BF16, 2)               \
    X(I64, 8)                \
    X(I32, 4)                \
    X(I16, 2)                \
    X(I8, 1)                 \
    X(U64, 8)                \
    X(U32, 4)                \
    X(U16, 2)                \
    X(U8, 1)                 \
    X(BOOL, 1)               \
    X(F8_E4M3, 1)            \
    X(F8_E5M2, 1)

#define SAFETENSORS_ENUM(name, bytes) SAFETENSORS_##name,
enum safetensors_type { SAFETENSORS_TABLE(SAFETENSORS_ENUM) };

const char *safetensors_type_name(enum safetensors_type type);
size_t safetensors_type_bytes(enum safetensors_type type);

struct safetensors_tensor {
    const char *name;
    enum safetensors_type type;
    int dims;
    int64_t shape[SAFETENSORS_DIMS];
    int64_t count; /* elements; 1 without extents, 0 with an empty one */
    size_t offset; /* of the first byte in the file */
    size_t bytes;
    const unsigned char *data; /* borrowed from the file; any alignment */
};

struct safetensors_note { /* a line of "__metadata__" */
    const char *key, *value;
};

struct safetensors {
    struct safetensors_tensor *tensors; /* in the order of their data */
    int count;
    struct safetensors_note *notes; /* in the order of the file */
    int note_count;
    struct safetensors_tensor **by_name;
    struct filemap map;
    void *json; /* keeps the names alive */
};

/* Errors: as filemap_open(); BAD_FILE says which tensor and why. On failure
 * there is nothing to close. */
struct status safetensors_open(struct safetensors *s, const char *path);

/* The same from memory, which must outlive `s`. */
struct status safetensors_parse(struct safetensors *s, const void *data,
                                size_t bytes);
void safetensors_close(struct safetensors *s);

/* NULL where there is none of that name. */
const struct safetensors_tensor *safetensors_find(const struct safetensors *s,
                                                  const char *name);
const char *safetensors_note(const struct safetensors *s, const char *key);

/* Copies all `t->count` elements, converted. Errors: UNSUPPORTED for 8-bit
 * floating point. */
struct status safetensors_floats(const struct safetensors_tensor *t,
                                 float *out);
struct status safetensors_doubles(const struct safetensors_tensor *t,
                                  double *out);

/* What to write. `from` is the type in memory: F32 or F64 may become F64,
 * F32, F16 or BF16 (rounded to nearest, ties to even); others stay as they
 * are. Where `data` is NULL, `fill` is asked for some rows of the innermost
 * extent at a time, as F32. */
struct safetensors_source {
    const char *name;
    enum safetensors_type from, type;
    int dims;
    int64_t shape[SAFETENSORS_DIMS];
    const void *data;
    struct status (*fill)(void *user, int64_t row, int64_t rows, float *out);
    void *user;
};

/* Replaces the file at `path` whole or not at all, and tells the SHA-256 of
 * what it holds now. Wider types come first, so every number is aligned.
 * Errors: BAD_USAGE (a name twice, types that do not convert), IO. */
struct status safetensors_save(const char *path,
                               const struct safetensors_source *sources,
                               int count, const struct safetensors_note *notes,
                               int note_count, char hash[HASH_TEXT]);

#endif
