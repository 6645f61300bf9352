#ifndef ENGINE_MODEL_TOKENIZER_VOCAB_H
#define ENGINE_MODEL_TOKENIZER_VOCAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* tokenizer_vocab.h - bytes to the id whose piece they are: open addressing.
 * It holds no bytes; they stay with the tokenizer. */
struct tokenizer;

struct tokenizer_vocab_slot {
    uint32_t hash;
    int32_t after; /* the id + 1; 0 marks a free slot */
};

struct tokenizer_vocab {
    struct tokenizer_vocab_slot *slot;
    size_t slots, used; /* slots: a power of two, or 0 */
};

uint64_t tokenizer_vocab_hash(const char *text, size_t bytes);

/* The id of the piece `text`, or -1. `inside`: one that goes on a word. */
int32_t tokenizer_vocab_find(const struct tokenizer *t, const char *text,
                             size_t bytes, bool inside);

/* Adds piece `id`; among equal pieces the first one counts. false: memory
 * ended, or too many pieces were made to collide. */
bool tokenizer_vocab_add(struct tokenizer *t, int32_t id);

#endif
