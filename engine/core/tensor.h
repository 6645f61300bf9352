#ifndef ENGINE_CORE_TENSOR_H
#define ENGINE_CORE_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * tensor.h - numbers with a shape, as every floor above sees them.
 *
 * Row-major, outermost extent first, as a page prints them. Strides count
 * elements. A view (slice, transpose, reshape) shares the block of its base,
 * and its gradient is the same view of the base's gradient.
 */
#define TENSOR_DIMS 5
#define TENSOR_TEXT 80 /* room that tensor_shape_text() needs */

enum tensor_type {
    TENSOR_F32,
    TENSOR_F64,
    TENSOR_F16,
    TENSOR_BF16,
    TENSOR_I32,
    TENSOR_U8,
    TENSOR_BLOCKS /* weights in few bits, see engine/kernels/quant.h */
};

/* Memory of which another processor has a copy, see engine/core/gpu.h. */
struct tensor_home {
    /* This processor is about to read the memory that begins with `data`, or
     * to write it as well: what is newer over there comes here first. */
    void (*look)(void *data, bool writes);
};

/* A piece of memory, and how many still need what stands in it. */
struct tensor_block {
    void *data;
    size_t bytes;     /* usable; at least what was asked for */
    int uses;         /* holders: the caller's handle and tape records */
    uint32_t version; /* counts changes in place */
    const struct tensor_home *home; /* NULL: this memory is all there is */
    struct tensor_block *next;      /* in the list of whoever owns it */
    struct tensor_block *prev;
};

struct tensor {
    enum tensor_type type;
    unsigned char quant; /* enum quant_type, of TENSOR_BLOCKS; such a tensor is
                            a contiguous matrix, read only */
    int dims;
    int64_t shape[TENSOR_DIMS];
    int64_t stride[TENSOR_DIMS];
    int64_t offset; /* elements from the start of the block */
    struct tensor_block *block;
    struct tensor *base; /* what this is a view of, or NULL */
    struct tensor *grad; /* dLoss/dthis, NULL until something writes it */
    const char *name;    /* "blocks.0.attn.q", or NULL */
    bool needs_grad;
    bool grad_fresh;  /* grad holds rubbish: write it, do not add */
    bool grad_kept;   /* grad outlives the backward pass (parameters) */
    bool handle_done; /* the caller said graph_done() */
    bool shares;      /* a gradient whose block another one may use too */
};

size_t tensor_type_bytes(enum tensor_type type);
const char *tensor_type_name(enum tensor_type type);

/* Number of elements; 1 for a tensor without extents. */
int64_t tensor_count(const struct tensor *t);

/* Product of all extents but the last; the last one. For row-wise ops. */
int64_t tensor_rows(const struct tensor *t);
int64_t tensor_cols(const struct tensor *t);

/* Extent and stride counted from the end: tensor_extent(t, 1) is the last. */
int64_t tensor_extent(const struct tensor *t, int from_end);
int64_t tensor_stride(const struct tensor *t, int from_end);

bool tensor_is_contiguous(const struct tensor *t);
bool tensor_same_shape(const struct tensor *a, const struct tensor *b);
bool tensor_is_real(const struct tensor *t); /* F32 or F64 */

/* Bytes of all elements. */
size_t tensor_bytes(const struct tensor *t);

/* Address of element `index`, counted in elements from the tensor's start. Not
 * of TENSOR_BLOCKS, but for the first one of a row. */
void *tensor_at(const struct tensor *t, int64_t index);
/* The same for whoever only reads. */
const void *tensor_read(const struct tensor *t, int64_t index);
/* The address alone, to be given to a kernel: what stands there may be old. */
void *tensor_place(const struct tensor *t, int64_t index);

/* Fills the strides of a contiguous tensor from its shape. */
void tensor_pack(struct tensor *t);

/* "[2, 3]" into `out`, which is returned. */
const char *tensor_shape_text(char out[TENSOR_TEXT], const struct tensor *t);

/* Element `index` in row-major order as a double, whatever type and strides.
 * Slow: for pictures and tests. */
double tensor_get(const struct tensor *t, int64_t index);

/* Row `row` of a matrix of TENSOR_BLOCKS as numbers of type `real`. */
void tensor_decode_row(const struct tensor *t, int64_t row, void *out,
                       enum tensor_type real);

/* All elements in row-major order as floats, room for tensor_count(). */
void tensor_copy_floats(float *out, const struct tensor *t);

#endif
