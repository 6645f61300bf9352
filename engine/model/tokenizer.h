#ifndef ENGINE_MODEL_TOKENIZER_H
#define ENGINE_MODEL_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "engine/kernels/stead.h"

/*
 * tokenizer.h - text to token ids and back.
 *
 * char: one id for each Unicode character that the training data holds.
 * byte: one id for each of the 256 bytes; knows every text.
 * bpe:  byte pair encoding. Lathe's own starts from bytes: ids 0..255 are the
 *       bytes, id 256 + i is what merge i makes; knows every text. Text is
 *       first cut into words (tokenizer_split.h), no token crosses a cut.
 * wordpiece: the longest pieces that a word consists of, as BERT has it.
 *
 * Published models bring their own: tokenizer_read.h. They may rewrite the
 * text first (tokenizer_normal.h); where they do not, decoding what was
 * encoded gives the same bytes back.
 *
 * Source: Sennrich, Haddow and Birch 2016, section 3.2 (pair merging);
 * Radford et al. 2019, section 2.2 (over bytes, inside words).
 */
#define TOKENIZER_MAX_SIZE   262144 /* ids in one vocabulary */
#define TOKENIZER_MAX_PIECE  256    /* bytes of one token */
#define TOKENIZER_MAX_MERGES (TOKENIZER_MAX_SIZE - 256)

enum tokenizer_kind {
    TOKENIZER_CHAR,
    TOKENIZER_BYTE,
    TOKENIZER_BPE,
    TOKENIZER_WORDPIECE
};

struct tokenizer; /* opaque: never changes once made */

/* Learns a vocabulary from `data`. `*out` is the caller's to free.
 * Errors: char refuses data that is not UTF-8, and empty data; bpe refuses a
 * `vocab` outside 256..TOKENIZER_MAX_SIZE. Bpe stops early, with a smaller
 * vocabulary, once no pair stands twice. Ties go to the smaller ids, so the
 * same data always gives the same merges. */
struct status tokenizer_train_char(struct tokenizer **out, const char *data,
                                   size_t bytes);
struct status tokenizer_train_byte(struct tokenizer **out);
struct status tokenizer_train_bpe(struct tokenizer **out, const char *data,
                                  size_t bytes, int vocab);
/* With the pairs found and merged by `stead`, or by us for NULL. */
struct status tokenizer_train_bpe_by(struct tokenizer **out, const char *data,
                                     size_t bytes, int vocab,
                                     const struct stead *stead);
void tokenizer_free(struct tokenizer *t);

enum tokenizer_kind tokenizer_kind(const struct tokenizer *t);
const char *tokenizer_kind_name(enum tokenizer_kind kind); /* "bpe" */
int tokenizer_size(const struct tokenizer *t);

/* The bytes that `id` stands for, or NULL where there is no such id. */
const char *tokenizer_piece(const struct tokenizer *t, int32_t id,
                            size_t *bytes);

/* The same as valid UTF-8 for people and JSON: a byte that is no whole
 * character becomes "<E2>", WordPiece's pieces inside a word begin "##". */
void tokenizer_show(const struct tokenizer *t, int32_t id, struct buf *out);

/* The two ids that bpe's `id` was merged from. false: it is a byte, or this
 * is no bpe. */
bool tokenizer_parts(const struct tokenizer *t, int32_t id, int32_t parts[2]);

/* Whether `id` steers the model and is no text: <|im_end|>, [CLS]. */
bool tokenizer_special(const struct tokenizer *t, int32_t id);

/* The id whose piece is `text`, added tokens first, or -1. */
int32_t tokenizer_find(const struct tokenizer *t, const char *text,
                       size_t bytes);

/* The ids that the model expects before and behind a text ([CLS], [SEP]).
 * Borrowed; the result is how many. Encoding does not add them. */
int tokenizer_before(const struct tokenizer *t, const int32_t **ids);
int tokenizer_after(const struct tokenizer *t, const int32_t **ids);

/* The bytes of the text that a token came from. */
struct tokenizer_span {
    uint32_t start, end;
};

/* Where encoding puts its ids. */
struct tokenizer_sink {
    int32_t *id;
    struct tokenizer_span *span; /* NULL: not wanted */
    size_t room, count;
    bool plain; /* special tokens in the text are only text: for what a
                   stranger wrote */
};

/* Writes the ids of `text`; tokenizer_room() ids are always enough. Added
 * tokens are found where they stand. What a published vocabulary lacks becomes
 * its unknown token; where it has none either, it is left out, as by the
 * reference, and the spans cover it.
 * Errors: a character that a char vocabulary lacks; text that is no UTF-8 for
 * a model of characters; too little room. */
struct status tokenizer_encode_into(const struct tokenizer *t, const char *text,
                                    size_t bytes, struct tokenizer_sink *sink);
struct status tokenizer_encode(const struct tokenizer *t, const char *text,
                               size_t bytes, int32_t *out, size_t room,
                               size_t *count);
size_t tokenizer_room(const struct tokenizer *t, size_t bytes);

/* Appends the text of `ids`. Errors: an id outside the vocabulary. */
struct status tokenizer_decode(const struct tokenizer *t, const int32_t *ids,
                               size_t count, struct buf *out);

/* Decoding one id at a time, in whole characters: bytes of a character that
 * is not complete wait, bytes that are none become U+FFFD. An empty one is
 * all zeros. Errors: an id outside the vocabulary; `out` is full. */
struct tokenizer_stream {
    char part[4];
    uint8_t parts;
    bool begun;
};
struct status tokenizer_stream_add(const struct tokenizer *t,
                                   struct tokenizer_stream *s, int32_t id,
                                   struct buf *out);
void tokenizer_stream_end(struct tokenizer_stream *s, struct buf *out);

/* Keeps it in, and takes it from, a tokenizer.json; loading knows the files
 * of tokenizer_read.h, too. A file is checked wholly before any of it is used.
 * Errors: as filemap_open() and savefile.h; BAD_FILE says what is wrong;
 * UNSUPPORTED names what we do not know. */
struct status tokenizer_file_save(const struct tokenizer *t, const char *path);
struct status tokenizer_file_load(struct tokenizer **out, const char *path);
struct status tokenizer_file_parse(struct tokenizer **out, const char *json,
                                   size_t bytes);

#endif
