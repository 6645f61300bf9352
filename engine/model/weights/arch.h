#ifndef ENGINE_MODEL_WEIGHTS_ARCH_H
#define ENGINE_MODEL_WEIGHTS_ARCH_H

#include "engine/model/weights/weights.h"

/*
 * arch.h - which architecture stands in a file, and where its parts are.
 *
 * Every format has its own names and layouts for the same matrices; here a
 * part has the name and the layout of our own models: [out, in], rotary pairs
 * as half-split (i, i + width / 2), Q, K and V apart.
 *
 *   tokens.weight positions.weight types.weight embed_norm.*
 *   blocks.N.norm1.* blocks.N.attn.{q,k,v,out}.* blocks.N.attn.{q,k}_norm.*
 *   blocks.N.norm2.* blocks.N.mlp.{up,gate,down}.*  norm.*  head.weight
 *
 * Of BERT, whose norms follow what they norm, norm1 belongs to attention.
 */
#define ARCH_FAMILIES(X)   \
    X(ARCH_HOUSE, "house") \
    X(ARCH_GPT2, "gpt2")   \
    X(ARCH_LLAMA, "llama") \
    X(ARCH_QWEN2, "qwen2") \
    X(ARCH_QWEN3, "qwen3") \
    X(ARCH_BERT, "bert")

#define ARCH_ENUM(name, text) name,
enum arch_family { ARCH_FAMILIES(ARCH_ENUM) };

enum arch_activation { ARCH_RELU, ARCH_GELU, ARCH_GELU_TANH, ARCH_SILU };

/* How positions beyond those of training are squeezed. */
enum arch_scaling { ARCH_UNSCALED, ARCH_LINEAR, ARCH_LLAMA3 };

enum { ARCH_ENDS = 8, ARCH_NAME = 64, ARCH_PARTS = 3 };

/* Settings; all sizes are within the limits of this program. */
struct arch {
    enum arch_family family;
    int64_t vocab, context, layers, heads, groups, width, hidden, head_width;
    int64_t window;       /* keys that a query sees; 0: all */
    int64_t types;        /* token types, BERT; else 0 */
    bool causal, learned; /* learned positions; else rotary */
    bool rms, gated;      /* norm; gate beside up */
    bool bias;            /* of every linear layer and norm */
    bool qkv_bias;        /* of Q, K and V */
    bool head_norms;      /* RMS norm of each head's Q and K */
    bool tied;            /* the head is the token embedding */
    bool pooled;          /* no final norm and no head: an encoder */
    enum arch_activation activation;
    double epsilon, rope_base;
    enum arch_scaling scaling;
    double factor, low, high; /* LINEAR: factor; LLAMA3: all */
    int64_t original;         /* LLAMA3: context before */
    int64_t bos, unk, pad;    /* -1: none */
    int64_t end[ARCH_ENDS];   /* tokens that end a text */
    int ends;
};

const char *arch_name(enum arch_family family);

/* Reads the settings of an open file. Errors: UNSUPPORTED for an architecture
 * that is not known here, naming it; BAD_FILE for settings that are missing,
 * out of range or do not fit each other. */
struct status arch_read(struct arch *a, const struct weights *w);

/* The names of our parts, one after the other: false after the last. `shape`
 * has one extent or two. */
struct arch_walk {
    int at, block;
    bool bias;
}; /* starts as {0} */
struct arch_shape {
    int dims;
    int64_t shape[2];
};
bool arch_next(const struct arch *a, struct arch_walk *walk,
               char name[ARCH_NAME], struct arch_shape *shape);

/* Where a part is: rows `from` .. of a tensor, perhaps turned on its side, or
 * with the rows of each head in pairs. */
struct arch_part {
    const struct weights_tensor *tensor;
    int64_t rows, cols; /* of the part; a vector has one row */
    int64_t from;       /* first row of the tensor; if transposed, column */
    bool transposed;    /* the tensor is [in, out] */
    int64_t paired;     /* rows (of a vector: numbers) of a head; 0: as is */
};

/* Errors: NOT_FOUND; BAD_FILE for another shape, naming both. */
struct status arch_part(const struct arch *a, const struct weights *w,
                        const char *name, struct arch_part *out);

/* The tensor's row that holds row `row` of the part; only where it is not
 * transposed. Rows in blocks can be copied one by one. */
int64_t arch_row(const struct arch_part *p, int64_t row);

/* Rows row .. row + rows - 1 as floats [rows, cols]. */
struct status arch_floats(const struct arch_part *p, int64_t row, int64_t rows,
                          float *out);

/* Every part is there and has its shape. */
struct status arch_check(const struct arch *a, const struct weights *w);

/* The tensors of a model as a format wants them, one after the other: one part
 * or three below each other, and their layout. A house model is written as
 * what it is shaped like. */
enum arch_form { ARCH_FORM_HOUSE, ARCH_FORM_GGUF, ARCH_FORM_HUGGINGFACE };
struct arch_target {
    char name[ARCH_NAME];
    char part[ARCH_PARTS][ARCH_NAME];
    int parts;
    struct arch_shape shape; /* of the tensor */
    bool transposed;
    int64_t paired;
};
bool arch_target(const struct arch *a, enum arch_form form,
                 struct arch_walk *walk, struct arch_target *out);

/* In which form the names of `w` are. */
enum arch_form arch_form(const struct weights *w);

#endif
