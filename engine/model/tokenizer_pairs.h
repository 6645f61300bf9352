#ifndef ENGINE_MODEL_TOKENIZER_PAIRS_H
#define ENGINE_MODEL_TOKENIZER_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* tokenizer_pairs.h - two neighbouring ids to a number: open addressing. */
struct tokenizer_pairs {
    uint64_t *key;
    int32_t *value; /* -1 marks a free slot */
    size_t slots;   /* a power of two, or 0 */
    size_t used;
};

/* An empty one is all zeros. */
void tokenizer_pairs_release(struct tokenizer_pairs *p);

/* The number of (left, right), or -1. */
int32_t tokenizer_pairs_get(const struct tokenizer_pairs *p, int32_t left,
                            int32_t right);

/* Adds a pair that is not in yet. false: memory ended. */
bool tokenizer_pairs_add(struct tokenizer_pairs *p, int32_t left, int32_t right,
                         int32_t value);

#endif
