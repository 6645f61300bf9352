#ifndef ENGINE_MODEL_TOKENIZER_BPE_H
#define ENGINE_MODEL_TOKENIZER_BPE_H

#include "engine/model/tokenizer.h"
#include "engine/model/tokenizer_cache.h"

/* tokenizer_bpe.h - byte pair encoding of one word. */
struct tokenizer_bpe_link {
    int32_t id; /* -1 once merged into the left one */
    int32_t before, after;
    uint32_t width; /* bytes of the word */
};

struct tokenizer_bpe_joint {
    int32_t rank; /* of the merge */
    int32_t at;   /* the left one of the pair */
};

/* Room for the work, used again for each word. An empty one is all zeros. */
struct tokenizer_bpe {
    struct tokenizer_bpe_link *link;
    struct tokenizer_bpe_joint *heap;
    size_t room, joints;
};

void tokenizer_bpe_release(struct tokenizer_bpe *w);

/* Writes the ids of `word` to `out`, which has room for `bytes` of them.
 * Errors: NO_MEMORY. */
struct status tokenizer_bpe_word(struct tokenizer_bpe *w,
                                 const struct tokenizer *t, const char *word,
                                 size_t bytes,
                                 struct tokenizer_cache_list *out);

#endif
