#ifndef ENGINE_MODEL_TOKENIZER_ADDED_H
#define ENGINE_MODEL_TOKENIZER_ADDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/* tokenizer_added.h - tokens that are found in the text as they are written,
 * before anything else is done with it: <|im_end|>, [MASK]. */
enum tokenizer_added_flag {
    TOKENIZER_ADDED_LEFT = 1,    /* takes the white space before it */
    TOKENIZER_ADDED_RIGHT = 2,   /* and behind it */
    TOKENIZER_ADDED_WORD = 4,    /* only where no word goes on around it */
    TOKENIZER_ADDED_SPECIAL = 8, /* steers the model, is no text */
};

struct tokenizer_added_token {
    char *text;
    size_t bytes;
    int32_t id;
    unsigned flags;
};

struct tokenizer_added {
    struct tokenizer_added_token *token; /* sorted by their bytes */
    size_t count, room;
    uint32_t first[257]; /* those that begin with byte b: first[b].. */
};

struct tokenizer_added_match {
    const struct tokenizer_added_token *token;
    size_t start, end; /* with the white space that it takes */
};

/* An empty one is all zeros. Copies `text`. tokenizer_added_sort() once after
 * the last one. Errors: NO_MEMORY; BAD_FILE for an empty text, or one twice. */
struct status tokenizer_added_add(struct tokenizer_added *a, const char *text,
                                  size_t bytes, int32_t id, unsigned flags);
struct status tokenizer_added_sort(struct tokenizer_added *a);
void tokenizer_added_release(struct tokenizer_added *a);

/* The first match at or after `at`, the longest among those that start there.
 * `plain`: special ones are only text. false: there is none. */
bool tokenizer_added_find(const struct tokenizer_added *a, const char *text,
                          size_t bytes, size_t at, bool plain,
                          struct tokenizer_added_match *m);

#endif
