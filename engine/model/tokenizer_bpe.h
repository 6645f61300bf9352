#ifndef ENGINE_MODEL_TOKENIZER_BPE_H
#define ENGINE_MODEL_TOKENIZER_BPE_H

#include "engine/model/tokenizer.h"

/* tokenizer_bpe.h - the merging half of tokenizer_encode(). */
struct status tokenizer_bpe_encode(const struct tokenizer *t, const char *text,
                                   size_t bytes, int32_t *out, size_t room,
                                   size_t *count);

#endif
