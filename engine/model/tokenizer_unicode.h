#ifndef ENGINE_MODEL_TOKENIZER_UNICODE_H
#define ENGINE_MODEL_TOKENIZER_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * tokenizer_unicode.h - what kind of character stands in a text.
 *
 * The kinds are those of the reference tokenizers, which follow Unicode 16;
 * characters that utf8proc does not know yet are in a table of ours. Older
 * parts of the references still follow Unicode 8 and 9: a character that is
 * younger has no kind there, and tokenizer_unicode_after() tells which.
 */
enum tokenizer_unicode_kind {
    TOKENIZER_UNICODE_LETTER = 1,       /* \p{L} */
    TOKENIZER_UNICODE_UPPER = 2,        /* \p{Lu} \p{Lt} */
    TOKENIZER_UNICODE_LOWER = 4,        /* \p{Ll} */
    TOKENIZER_UNICODE_NUMBER = 8,       /* \p{N} */
    TOKENIZER_UNICODE_SPACE = 16,       /* \s */
    TOKENIZER_UNICODE_MARK = 32,        /* \p{M} */
    TOKENIZER_UNICODE_PUNCTUATION = 64, /* \p{P} */
    TOKENIZER_UNICODE_OTHER = 128       /* control, format, private use */
};

/* The kinds of `code`, as bits; 0 for symbols and unassigned codes. */
unsigned tokenizer_unicode_kinds(int32_t code);

/* Bytes of the character at the start of `text`, and its code; 0 where that
 * is no UTF-8 (too long a form, a surrogate, cut off). */
size_t tokenizer_unicode_read(const char *text, size_t bytes, int32_t *code);

/* Writes `code` as UTF-8. Shapes: out [4]. */
size_t tokenizer_unicode_write(int32_t code, char *out);

/* The first byte of `text` that is no UTF-8, or `bytes`. */
size_t tokenizer_unicode_check(const char *text, size_t bytes);

/* true: punctuation, mark or format character that Unicode `version` (8 or 9)
 * does not have yet, or treats otherwise. */
bool tokenizer_unicode_after(int32_t code, int version);

extern const uint8_t tokenizer_unicode_ascii[128]; /* kinds */

/* The kinds of the character at `at` and its bytes; a byte that is no UTF-8
 * counts as a symbol. */
static inline unsigned tokenizer_unicode_at(const char *text, size_t bytes,
                                            size_t at, size_t *length)
{
    const unsigned char c = (unsigned char)text[at];
    int32_t code;

    *length = 1;
    if (c < 128)
        return tokenizer_unicode_ascii[c];
    const size_t done = tokenizer_unicode_read(text + at, bytes - at, &code);
    if (!done)
        return 0;
    *length = done;
    return tokenizer_unicode_kinds(code);
}

#endif
