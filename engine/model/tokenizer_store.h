#ifndef ENGINE_MODEL_TOKENIZER_STORE_H
#define ENGINE_MODEL_TOKENIZER_STORE_H

#include "engine/model/tokenizer.h"
#include "engine/model/tokenizer_pairs.h"

/*
 * tokenizer_store.h - what a tokenizer is made of, for its own files only.
 * Only the three makers below fill it, and they check what they are given.
 */
struct tokenizer_store_merge {
    int32_t left, right;
};

struct tokenizer {
    enum tokenizer_kind kind;
    int size;
    unsigned char *text; /* the pieces, one after the other */
    uint32_t *start;     /* piece i: text[start[i]..start[i + 1]) */
    int32_t *codes;      /* char: ascending code points */
    struct tokenizer_store_merge *merges; /* bpe: merge i makes id 256 + i */
    struct tokenizer_pairs made;          /* bpe: parts to the id they make */
};

/* Each copies what it is given. Shapes: [count].
 * Errors: BAD_FILE for codes that are no characters or do not ascend, parts
 * that do not stand before what they make, a pair twice, a piece too long. */
struct status tokenizer_store_byte(struct tokenizer **out);
struct status tokenizer_store_char(struct tokenizer **out, const int32_t *codes,
                                   int count);
struct status tokenizer_store_bpe(struct tokenizer **out,
                                  const struct tokenizer_store_merge *merges,
                                  int count);

/* Bytes of piece `id`. */
static inline size_t tokenizer_store_length(const struct tokenizer *t,
                                            int32_t id)
{
    return t->start[id + 1] - t->start[id];
}

#endif
