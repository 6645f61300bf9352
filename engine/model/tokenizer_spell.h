#ifndef ENGINE_MODEL_TOKENIZER_SPELL_H
#define ENGINE_MODEL_TOKENIZER_SPELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * tokenizer_spell.h - how files spell the bytes of a piece.
 *
 * GPT-2 writes each byte as a printable character (a space as U+0120);
 * SentencePiece writes a space as U+2581. Inside, both are plain bytes again.
 */
enum tokenizer_spell {
    TOKENIZER_SPELL_PLAIN,
    TOKENIZER_SPELL_BYTES, /* as GPT-2 */
    TOKENIZER_SPELL_MARKS  /* as SentencePiece */
};

#define TOKENIZER_SPELL_MARK "\xE2\x96\x81" /* U+2581 */

/* Writes the bytes that `text` spells to `out`, which holds at least as many.
 * false: no text can become them; `out` then has `text` as it stands. */
bool tokenizer_spell_read(enum tokenizer_spell how, const char *text,
                          size_t bytes, char *out, size_t *count);

/* The other way round: how the file spells `bytes` of text. */

void tokenizer_spell_write(enum tokenizer_spell how, const char *text,
                           size_t bytes, struct buf *out);

/* The byte that SentencePiece's "<0x0A>" stands for, or -1. */
int tokenizer_spell_byte(const char *text, size_t bytes);

struct tokenizer;

/* The id of the piece that the file spells `text`, or -1. */
int32_t tokenizer_spell_find(const struct tokenizer *t,
                             enum tokenizer_spell how, const char *text,
                             size_t bytes);

/* Adds piece `id` as the file spells it; a piece for a byte is known by its
 * spelling where `bytes_too`. Errors: as tokenizer_store_piece(). */
struct status tokenizer_spell_piece(struct tokenizer *t,
                                    enum tokenizer_spell how, bool bytes_too,
                                    int64_t id, const char *text, size_t bytes);

/* Adds merge number `rank`, which joins `left` and `right`.
 * Errors: BAD_FILE where one of the three pieces is missing. */
struct status tokenizer_spell_merge(struct tokenizer *t,
                                    enum tokenizer_spell how, int32_t rank,
                                    const char *left, size_t left_bytes,
                                    const char *right, size_t right_bytes);

/* The same for a merge that is spelt "left right". */
struct status tokenizer_spell_line(struct tokenizer *t,
                                   enum tokenizer_spell how, int32_t rank,
                                   const char *line, size_t bytes);

/* After the last piece: which id each byte has. Where the file spells
 * SentencePiece's way, bytes have pieces of their own. */
void tokenizer_spell_finish(struct tokenizer *t, enum tokenizer_spell how);

#endif
