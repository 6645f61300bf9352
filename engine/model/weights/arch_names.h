#ifndef ENGINE_MODEL_WEIGHTS_ARCH_NAMES_H
#define ENGINE_MODEL_WEIGHTS_ARCH_NAMES_H

#include "engine/model/weights/arch.h"

/* arch_names.h - the parts of all architectures, with the name that each
 * format gives them. */
enum arch_names_kind {
    ARCH_NAMES_ONCE,  /* one in a model */
    ARCH_NAMES_BLOCK, /* one in each block; %d is its number */
};

struct arch_names {
    const char *ours; /* without ".weight" and ".bias" */
    const char *gguf, *gguf_bert;
    const char *llama, *gpt2, *bert; /* Hugging Face */
    enum arch_names_kind kind;
    char thirds;     /* 'q', 'k', 'v': a third of gpt2's fused tensor */
    char rows, cols; /* extents, letters of arch_names_extent(); 0: none */
};

/* Part i, or NULL after the last. */
const struct arch_names *arch_names_at(int i);

/* "V" vocab, "W" width, "Q" heads, "K" groups of heads, "H" hidden, "D" head,
 * "P" positions, "T" types, in numbers. */
int64_t arch_names_extent(const struct arch *a, char letter);

/* Whether the model has that part at all, and whether with a bias. */
bool arch_names_used(const struct arch *a, const struct arch_names *n);
bool arch_names_biased(const struct arch *a, const struct arch_names *n);

/* The part that one of our names is of, its block, and whether it is the bias;
 * NULL for none. */
const struct arch_names *arch_names_find(const char *ours, int *block,
                                         bool *bias);

/* Several of our parts are one tensor there. */
bool arch_names_fused(const struct arch *a, enum arch_form form,
                      const struct arch_names *n);
/* Its weight stands as [in, out] there. */
bool arch_names_transposed(const struct arch *a, enum arch_form form,
                           const struct arch_names *n);
/* Rows of a head that stand in pairs there; 0: none do. */
int64_t arch_names_paired(const struct arch *a, enum arch_form form,
                          const struct arch_names *n);

/* The pattern of a part in a format, NULL where the format lacks it. */
const char *arch_names_pattern(const struct arch *a, enum arch_form form,
                               const struct arch_names *n);

/* Extents of a part, and a pattern filled: "%d" by the block, then the suffix.
 */
void arch_names_shape(const struct arch *a, const struct arch_names *n,
                      bool bias, struct arch_shape *out);
void arch_names_fill(char out[ARCH_NAME], const char *pattern, int block,
                     const char *suffix);

#endif
