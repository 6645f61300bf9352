#ifndef ENGINE_MODEL_TOKENIZER_H
#define ENGINE_MODEL_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * tokenizer.h - text to token ids and back.
 *
 * char: one id for each Unicode character that the training data holds.
 * byte: one id for each of the 256 bytes; knows every text.
 * bpe:  byte pair encoding over bytes: ids 0..255 are the bytes, id 256 + i
 *       is what merge i makes; knows every text. Text is first cut into
 *       words (tokenizer_words.h), and no token crosses a cut.
 *
 * Decoding what was encoded gives the same bytes back, always.
 *
 * Source: Sennrich, Haddow and Birch 2016, section 3.2 (pair merging);
 * Radford et al. 2019, section 2.2 (over bytes, inside words).
 */
#define TOKENIZER_MAX_SIZE   262144 /* ids in one vocabulary */
#define TOKENIZER_MAX_PIECE  256    /* bytes of one token */
#define TOKENIZER_MAX_MERGES (TOKENIZER_MAX_SIZE - 256)

enum tokenizer_kind { TOKENIZER_CHAR, TOKENIZER_BYTE, TOKENIZER_BPE };

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
void tokenizer_free(struct tokenizer *t);

enum tokenizer_kind tokenizer_kind(const struct tokenizer *t);
const char *tokenizer_kind_name(enum tokenizer_kind kind); /* "bpe" */
int tokenizer_size(const struct tokenizer *t);

/* The bytes that `id` stands for, or NULL where there is no such id. */
const char *tokenizer_piece(const struct tokenizer *t, int32_t id,
                            size_t *bytes);

/* The same as valid UTF-8 for people and JSON: a byte that is no whole
 * character becomes "<E2>". */
void tokenizer_show(const struct tokenizer *t, int32_t id, struct buf *out);

/* The two ids that bpe's `id` was merged from. false: it is a byte, or this
 * is no bpe. */
bool tokenizer_parts(const struct tokenizer *t, int32_t id, int32_t parts[2]);

/* Writes the ids of `text`; `bytes` ids are always enough room.
 * Errors: a character that a char vocabulary lacks; too little room. */
struct status tokenizer_encode(const struct tokenizer *t, const char *text,
                               size_t bytes, int32_t *out, size_t room,
                               size_t *count);

/* Appends the text of `ids`. Errors: an id outside the vocabulary. */
struct status tokenizer_decode(const struct tokenizer *t, const int32_t *ids,
                               size_t count, struct buf *out);

/* Where token i stands in its text: bytes at[i] to before at[i + 1].
 * Shapes: at [count + 1]. Errors: an id outside the vocabulary. */
struct status tokenizer_offsets(const struct tokenizer *t, const int32_t *ids,
                                size_t count, size_t *at);

/* Keeps it in, and takes it from, a tokenizer.json. A file from elsewhere is
 * checked wholly before any of it is used.
 * Errors: as filemap_open() and savefile.h; BAD_FILE says what is wrong. */
struct status tokenizer_file_save(const struct tokenizer *t, const char *path);
struct status tokenizer_file_load(struct tokenizer **out, const char *path);
struct status tokenizer_file_parse(struct tokenizer **out, const char *json,
                                   size_t bytes);

#endif
