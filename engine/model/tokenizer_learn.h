#ifndef ENGINE_MODEL_TOKENIZER_LEARN_H
#define ENGINE_MODEL_TOKENIZER_LEARN_H

#include "engine/base/status.h"
#include "engine/kernels/stead.h"
#include "engine/model/tokenizer_corpus.h"
#include "engine/model/tokenizer_store.h"

/* tokenizer_learn.h - finds the merges of byte pair encoding.
 * `*count` merges were found, at most `room`. */
struct status tokenizer_learn_merges(struct tokenizer_corpus *c,
                                     struct tokenizer_store_merge *merges,
                                     int room, int *count);

/* The same by bpe_best() and bpe_merge() of `stead`. Errors: TOO_BIG,
 * UNSUPPORTED (theirs failed), NO_MEMORY. */
struct status tokenizer_learn_asked(const struct tokenizer_corpus *c,
                                    const struct stead *stead,
                                    struct tokenizer_store_merge *merges,
                                    int room, int *count);

#endif
