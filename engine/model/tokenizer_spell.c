#include "engine/model/tokenizer_spell.h"

#include <string.h>

#include "engine/model/tokenizer_store.h"
#include "engine/model/tokenizer_unicode.h"

#define MARK_BYTES 3

/* The byte that GPT-2 writes as `code`, or -1: printable ones as themselves,
 * the rest in order from U+0100. */
static int byte_of(int32_t code)
{
    if ((code >= '!' && code <= '~') || (code >= 0xA1 && code <= 0xAC) ||
        (code >= 0xAE && code <= 0xFF))
        return code;
    if (code >= 0x100 && code <= 0x120)
        return code - 0x100;
    if (code >= 0x121 && code <= 0x142)
        return code - 0x121 + 0x7F;
    return code == 0x143 ? 0xAD : -1;
}

static bool read_bytes(const char *text, size_t bytes, char *out, size_t *count)
{
    size_t n = 0;

    for (size_t at = 0; at < bytes;) {
        int32_t code = 0;
        const size_t done =
            tokenizer_unicode_read(text + at, bytes - at, &code);
        const int byte = done ? byte_of(code) : -1;

        if (byte < 0) {
            memcpy(out, text, bytes);
            *count = bytes;
            return false;
        }
        out[n++] = (char)byte;
        at += done;
    }
    *count = n;
    return true;
}

static bool read_marks(const char *text, size_t bytes, char *out, size_t *count)
{
    size_t n = 0;

    if (memchr(text, ' ', bytes)) { /* every space of a text is a mark */
        memcpy(out, text, bytes);
        *count = bytes;
        return false;
    }
    for (size_t at = 0; at < bytes;) {
        if (bytes - at >= MARK_BYTES &&
            !memcmp(text + at, TOKENIZER_SPELL_MARK, MARK_BYTES)) {
            out[n++] = ' ';
            at += MARK_BYTES;
        } else {
            out[n++] = text[at++];
        }
    }
    *count = n;
    return true;
}

bool tokenizer_spell_read(enum tokenizer_spell how, const char *text,
                          size_t bytes, char *out, size_t *count)
{
    *count = 0;
    if (!bytes)
        return false; /* nothing becomes an empty piece */
    if (how == TOKENIZER_SPELL_BYTES)
        return read_bytes(text, bytes, out, count);
    if (how == TOKENIZER_SPELL_MARKS)
        return read_marks(text, bytes, out, count);
    memcpy(out, text, bytes);
    *count = bytes;
    return true;
}

/* The character that GPT-2 writes for `byte`. */
static int32_t code_of(unsigned char byte)
{
    if (byte_of(byte) == byte)
        return byte;
    if (byte <= ' ')
        return 0x100 + byte;
    return byte == 0xAD ? 0x143 : 0x121 + byte - 0x7F;
}

void tokenizer_spell_write(enum tokenizer_spell how, const char *text,
                           size_t bytes, struct buf *out)
{
    for (size_t i = 0; i < bytes; i++) {
        char code[4];

        if (how == TOKENIZER_SPELL_BYTES) {
            buf_add(
                out, code,
                tokenizer_unicode_write(code_of((unsigned char)text[i]), code));
        } else if (how == TOKENIZER_SPELL_MARKS && text[i] == ' ') {
            buf_text(out, TOKENIZER_SPELL_MARK);
        } else {
            buf_char(out, text[i]);
        }
    }
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int tokenizer_spell_byte(const char *text, size_t bytes)
{
    if (bytes != 6 || memcmp(text, "<0x", 3) != 0 || text[5] != '>')
        return -1;
    const int high = digit(text[3]), low = digit(text[4]);

    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static struct status too_long(const char *what, long long which, size_t bytes)
{
    return status_fail(STATUS_BAD_FILE,
                       "%s %lld: a piece spelt in %zu bytes, the limit is %d",
                       what, which, bytes, 2 * TOKENIZER_STORE_PIECE);
}

struct status tokenizer_spell_piece(struct tokenizer *t,
                                    enum tokenizer_spell how, bool bytes_too,
                                    int64_t id, const char *text, size_t bytes)
{
    char piece[2 * TOKENIZER_STORE_PIECE];
    const int byte = bytes_too ? tokenizer_spell_byte(text, bytes) : -1;
    size_t count;

    if (bytes > sizeof piece)
        return too_long("id", id, bytes);
    if (byte >= 0) {
        piece[0] = (char)byte;
        STATUS_TRY(
            tokenizer_store_piece(t, id, piece, 1, TOKENIZER_STORE_BYTE));
        t->byte_id[byte] = (int32_t)id;
        return STATUS_OK;
    }
    const bool used = tokenizer_spell_read(how, text, bytes, piece, &count);
    return tokenizer_store_piece(t, id, piece, count,
                                 used ? 0 : TOKENIZER_STORE_UNUSED);
}

int32_t tokenizer_spell_find(const struct tokenizer *t,
                             enum tokenizer_spell how, const char *text,
                             size_t bytes)
{
    char piece[2 * TOKENIZER_STORE_PIECE];
    size_t count;

    if (bytes > sizeof piece ||
        !tokenizer_spell_read(how, text, bytes, piece, &count))
        return -1;
    return tokenizer_vocab_find(t, piece, count, false);
}

static struct status missing(int32_t rank, const char *text, size_t bytes)
{
    return status_fail(STATUS_BAD_FILE,
                       "merge %d: \"%.*s\" is not in the vocabulary", rank,
                       bytes < 64 ? (int)bytes : 64, text);
}

struct status tokenizer_spell_merge(struct tokenizer *t,
                                    enum tokenizer_spell how, int32_t rank,
                                    const char *left, size_t left_bytes,
                                    const char *right, size_t right_bytes)
{
    char both[2 * TOKENIZER_STORE_PIECE];
    const int32_t a = tokenizer_spell_find(t, how, left, left_bytes);
    const int32_t b = tokenizer_spell_find(t, how, right, right_bytes);

    if (a < 0)
        return missing(rank, left, left_bytes);
    if (b < 0)
        return missing(rank, right, right_bytes);
    const size_t n = t->length[a], m = t->length[b];
    memcpy(both, tokenizer_store_text(t, a), n);
    memcpy(both + n, tokenizer_store_text(t, b), m);
    const int32_t made = tokenizer_vocab_find(t, both, n + m, false);
    if (made < 0) {
        return status_fail(STATUS_BAD_FILE,
                           "merge %d: what it makes is not in the vocabulary",
                           rank);
    }
    return tokenizer_store_pair(t, a, b, made, rank);
}

struct status tokenizer_spell_line(struct tokenizer *t,
                                   enum tokenizer_spell how, int32_t rank,
                                   const char *line, size_t bytes)
{
    const char *space = memchr(line, ' ', bytes);

    if (!space || memchr(space + 1, ' ', bytes - (size_t)(space + 1 - line))) {
        return status_fail(STATUS_BAD_FILE,
                           "merge %d is not two pieces with a space between",
                           rank);
    }
    const size_t left = (size_t)(space - line);
    return tokenizer_spell_merge(t, how, rank, line, left, space + 1,
                                 bytes - left - 1);
}

/* Whether a merge joins the end of a word to a space: then words cannot be
 * worked out one by one. */
static bool joins_words(const struct tokenizer *t)
{
    for (size_t i = 0; i < t->merge_count; i++) {
        const struct tokenizer_store_merge *m = &t->merges[i];
        const char *left = tokenizer_store_text(t, m->left);

        if (*tokenizer_store_text(t, m->right) == ' ' &&
            left[t->length[m->left] - 1] != ' ')
            return true;
    }
    return false;
}

void tokenizer_spell_finish(struct tokenizer *t, enum tokenizer_spell how)
{
    if (how == TOKENIZER_SPELL_BYTES) {
        for (int i = 0; i < 256; i++) {
            const char byte = (char)i;

            t->byte_id[i] = tokenizer_vocab_find(t, &byte, 1, false);
        }
    }
    t->by_char = how != TOKENIZER_SPELL_BYTES;
    /* No merge crosses from a word to the space behind it: cutting there
     * changes nothing, and a word that comes again is known. */
    if (how == TOKENIZER_SPELL_MARKS && !t->split.steps && !t->whole_first &&
        tokenizer_vocab_find(t, " ", 1, false) >= 0 && !joins_words(t)) {
        t->split.step[0] = TOKENIZER_SPLIT_WORDS;
        t->split.steps = 1;
    }
}
