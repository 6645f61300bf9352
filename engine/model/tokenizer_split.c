#include "engine/model/tokenizer_split.h"

#include <string.h>

#include "engine/model/tokenizer_modern.h"
#include "engine/model/tokenizer_unicode.h"
#include "engine/model/tokenizer_words.h"

#define ENDINGS     "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define MARKS       " ?[^\\s\\p{L}\\p{N}]+"
#define WORDS       "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
#define SPACES      "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define O200K_FIRST "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define O200K_REST  "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"

static const struct {
    const char *regex;
    enum tokenizer_split_step step;
} known[] = {
    {"'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+|" MARKS "|\\s+(?!\\S)|\\s+",
     TOKENIZER_SPLIT_GPT2},
    {"'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+|" MARKS "|\\s+(?!\\S)|\\s+",
     TOKENIZER_SPLIT_GPT2},
    {ENDINGS WORDS "\\p{N}{1,3}|" MARKS "[\\r\\n]*" SPACES,
     TOKENIZER_SPLIT_CL100K},
    /* tiktoken's own spelling means something else to the engine that Hugging
     * Face uses: $ is the end of a line there, and {1,3}+ any number. */
    {"'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}|"
     " ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++\\z|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
     TOKENIZER_SPLIT_TIKTOKEN},
    {ENDINGS WORDS "\\p{N}|" MARKS "[\\r\\n]*" SPACES, TOKENIZER_SPLIT_QWEN2},
    {O200K_FIRST "*" O200K_REST "+" ENDINGS "?|" O200K_FIRST "+" O200K_REST
                 "*" ENDINGS "?|\\p{N}{1,3}|" MARKS "[\\r\\n/]*" SPACES,
     TOKENIZER_SPLIT_O200K},
};

bool tokenizer_split_find(const char *regex, enum tokenizer_split_step *step)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!strcmp(regex, known[i].regex)) {
            *step = known[i].step;
            return true;
        }
    }
    return false;
}

const char *tokenizer_split_regex(enum tokenizer_split_step step)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].step == step)
            return known[i].regex;
    return NULL;
}

/* One number, or a run of what is none; a run of numbers where `joined`. */
static size_t numbers(const char *text, size_t bytes, size_t at, bool joined)
{
    size_t length;
    const unsigned first = tokenizer_unicode_at(text, bytes, at, &length) &
                           TOKENIZER_UNICODE_NUMBER;

    at += length;
    if (first && !joined)
        return at;
    while (at < bytes && (tokenizer_unicode_at(text, bytes, at, &length) &
                          TOKENIZER_UNICODE_NUMBER) == first)
        at += length;
    return at;
}

static bool is_space(const char *text, size_t bytes, size_t at, size_t *length)
{
    return tokenizer_unicode_at(text, bytes, at, length) &
           TOKENIZER_UNICODE_SPACE;
}

/* Punctuation, by the reference: any ASCII mark, and what Unicode 8 knows;
 * two signs have changed their kind since. */
static bool is_mark(const char *text, size_t bytes, size_t at, size_t *length)
{
    const unsigned kinds = tokenizer_unicode_at(text, bytes, at, length);
    int32_t code;

    if ((unsigned char)text[at] < 128) {
        return !(kinds & (TOKENIZER_UNICODE_LETTER | TOKENIZER_UNICODE_NUMBER |
                          TOKENIZER_UNICODE_SPACE | TOKENIZER_UNICODE_OTHER));
    }
    if (!tokenizer_unicode_read(text + at, bytes - at, &code))
        return false;
    if (code == 0x166D || code == 0x111C9)
        return true;
    return (kinds & TOKENIZER_UNICODE_PUNCTUATION) &&
           !tokenizer_unicode_after(code, 8);
}

static size_t by_spaces(const char *text, size_t bytes, size_t at, bool marks,
                        size_t *start)
{
    size_t length;

    while (at < bytes && is_space(text, bytes, at, &length))
        at += length;
    *start = at;
    if (marks && at < bytes && is_mark(text, bytes, at, &length))
        return at + length;
    while (at < bytes && !is_space(text, bytes, at, &length) &&
           !(marks && is_mark(text, bytes, at, &length)))
        at += length;
    return at;
}

/* From `at` to the next ' '; a run of them stays together where `run`. */
static size_t by_marks(const char *text, size_t bytes, size_t at, bool run)
{
    do
        at++;
    while (run && at < bytes && text[at] == ' ' && text[at - 1] == ' ');
    const char *next = memchr(text + at, ' ', bytes - at);

    return next ? (size_t)(next - text) : bytes;
}

size_t tokenizer_split_next(enum tokenizer_split_step step, const char *text,
                            size_t bytes, size_t at, size_t *start)
{
    *start = at;
    switch (step) {
    case TOKENIZER_SPLIT_GPT2:
        return tokenizer_words_end(text, bytes, at);
    case TOKENIZER_SPLIT_CL100K:
        return tokenizer_modern_end(text, bytes, at, 3, false);
    case TOKENIZER_SPLIT_TIKTOKEN:
        return tokenizer_modern_end(text, bytes, at, 3, true);
    case TOKENIZER_SPLIT_QWEN2:
        return tokenizer_modern_end(text, bytes, at, 1, false);
    case TOKENIZER_SPLIT_O200K:
        return tokenizer_modern_cased_end(text, bytes, at);
    case TOKENIZER_SPLIT_DIGITS:
        return numbers(text, bytes, at, false);
    case TOKENIZER_SPLIT_NUMBERS:
        return numbers(text, bytes, at, true);
    case TOKENIZER_SPLIT_SPACES:
        return by_spaces(text, bytes, at, false, start);
    case TOKENIZER_SPLIT_BERT:
        return by_spaces(text, bytes, at, true, start);
    case TOKENIZER_SPLIT_MARKS:
        return by_marks(text, bytes, at, false);
    case TOKENIZER_SPLIT_WORDS:
        break;
    }
    return by_marks(text, bytes, at, true);
}
