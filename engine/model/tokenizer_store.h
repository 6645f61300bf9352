#ifndef ENGINE_MODEL_TOKENIZER_STORE_H
#define ENGINE_MODEL_TOKENIZER_STORE_H

#include "engine/model/tokenizer.h"
#include "engine/model/tokenizer_added.h"
#include "engine/model/tokenizer_normal.h"
#include "engine/model/tokenizer_pairs.h"
#include "engine/model/tokenizer_spell.h"
#include "engine/model/tokenizer_split.h"
#include "engine/model/tokenizer_vocab.h"

/*
 * tokenizer_store.h - what a tokenizer is made of, for its own files only.
 *
 * Text passes four stages: normal (tokenizer_normal.h) rewrites it, split
 * (tokenizer_split.h) cuts it into words, the model turns each word into ids,
 * and decoding goes back. Added tokens are taken out before.
 */
struct tokenizer_store_merge {
    int32_t left, right, made;
    int32_t rank; /* the smallest goes first, then the leftmost */
};

enum tokenizer_store_flag {
    TOKENIZER_STORE_SET = 1,     /* the id is taken */
    TOKENIZER_STORE_SPECIAL = 2, /* steers the model, is no text */
    TOKENIZER_STORE_BYTE = 4,    /* stands for a byte that has no piece */
    TOKENIZER_STORE_UNUSED = 8,  /* no text becomes it */
    TOKENIZER_STORE_INSIDE = 16, /* WordPiece: goes on a word */
};

/* How a word without any space before it gets one. */
enum tokenizer_store_lead {
    TOKENIZER_STORE_LEAD_NONE,
    TOKENIZER_STORE_LEAD_ALL,   /* every stretch of text that has none */
    TOKENIZER_STORE_LEAD_FIRST, /* only the start of the text */
};

enum tokenizer_store_join {
    TOKENIZER_STORE_JOIN_PLAIN, /* pieces one after the other */
    TOKENIZER_STORE_JOIN_LEAD,  /* and the space in front goes */
    TOKENIZER_STORE_JOIN_WORDS, /* WordPiece: spaces between words */
};

#define TOKENIZER_STORE_PIECE 1024 /* bytes, of a published model */
#define TOKENIZER_STORE_FRAME 4    /* ids that a template puts around a text */

struct tokenizer {
    enum tokenizer_kind kind;
    bool own; /* learned here, with a file format of our own */
    enum tokenizer_spell spell; /* of its pieces in files */
    int size;
    struct buf text; /* the pieces, in any order */
    uint32_t *start; /* piece i: length[i] bytes from start[i] */
    uint16_t *length;
    uint8_t *flags;               /* of each id */
    int32_t *codes;               /* char: ascending code points */
    struct tokenizer_vocab vocab; /* bytes to the id that stands for them */

    struct tokenizer_store_merge *merges; /* bpe */
    size_t merge_count, merge_room;
    struct tokenizer_pairs made; /* parts to the merge that joins them */
    int32_t *from;               /* the merge that makes an id, or -1 */
    int32_t byte_id[256];        /* the id of a byte, or -1 */
    bool by_char;     /* bpe: words start as characters, not as bytes */
    bool whole_first; /* bpe: a word that is a piece stays whole */
    bool fuse_unknown;
    int32_t unknown;  /* the id for what the vocabulary lacks, or -1 */
    int longest_word; /* WordPiece: characters; longer ones are unknown */

    struct tokenizer_normal normal;
    struct tokenizer_split split;
    enum tokenizer_store_lead lead;
    enum tokenizer_store_join join;
    bool tidy; /* WordPiece: no space before full stops and the like */
    struct tokenizer_added added[2]; /* sought before, after normalising */

    int32_t before[TOKENIZER_STORE_FRAME], after[TOKENIZER_STORE_FRAME];
    int befores, afters;
};

/* The makers of Lathe's own tokenizers. Each copies what it is given.
 * Shapes: [count]. What a merge makes is told, not asked.
 * Errors: BAD_FILE for codes that are no characters or do not ascend, parts
 * that do not stand before what they make, a pair twice, a piece too long. */
struct status tokenizer_store_byte(struct tokenizer **out);
struct status tokenizer_store_char(struct tokenizer **out, const int32_t *codes,
                                   int count);
struct status tokenizer_store_bpe(struct tokenizer **out,
                                  const struct tokenizer_store_merge *merges,
                                  int count);

/* Any other is made in these steps; whoever starts one frees it.
 * A pair that stands already is left as it is.
 * Errors: NO_MEMORY; BAD_FILE for an id twice or outside, a piece too long,
 * too many pairs. */
struct status tokenizer_store_start(struct tokenizer **out,
                                    enum tokenizer_kind kind, int64_t size);
struct status tokenizer_store_piece(struct tokenizer *t, int64_t id,
                                    const char *text, size_t bytes,
                                    unsigned flags);
struct status tokenizer_store_pair(struct tokenizer *t, int32_t left,
                                   int32_t right, int32_t made, int32_t rank);

/* For files that rank pieces, not pairs: any two pieces whose text together
 * is piece `id` join to it. */
struct status tokenizer_store_splits(struct tokenizer *t, int32_t id,
                                     int32_t rank);

/* Bytes of piece `id`, and where they are. */
static inline size_t tokenizer_store_length(const struct tokenizer *t,
                                            int32_t id)
{
    return t->length[id];
}

static inline const char *tokenizer_store_text(const struct tokenizer *t,
                                               int32_t id)
{
    return t->text.data + t->start[id];
}

#endif
