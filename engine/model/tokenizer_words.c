#include "engine/model/tokenizer_words.h"

#include <assert.h>
#include <string.h>

#include "engine/model/tokenizer_unicode.h"

#define LETTER TOKENIZER_UNICODE_LETTER
#define NUMBER TOKENIZER_UNICODE_NUMBER
#define SPACE  TOKENIZER_UNICODE_SPACE
#define ALL    (LETTER | NUMBER | SPACE)

/* Where the run of characters from `at` ends that are all `want`;
 * `*last` is the last of them. */
static size_t run_end(const char *text, size_t bytes, size_t at, unsigned want,
                      size_t *last)
{
    size_t length;

    *last = at;
    while (at < bytes &&
           (tokenizer_unicode_at(text, bytes, at, &length) & ALL) == want) {
        *last = at;
        at += length;
    }
    return at;
}

/* Bytes of an English ending at `at`, or 0. */
static size_t ending(const char *text, size_t bytes, size_t at)
{
    static const char *const endings[] = {"'s", "'t",  "'re", "'ve",
                                          "'m", "'ll", "'d"};

    if (text[at] != '\'')
        return 0;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t length = strlen(endings[i]);

        if (length <= bytes - at && !memcmp(text + at, endings[i], length))
            return length;
    }
    return 0;
}

size_t tokenizer_words_end(const char *text, size_t bytes, size_t at)
{
    size_t length, last;

    assert(at < bytes);
    const size_t short_form = ending(text, bytes, at);
    if (short_form)
        return at + short_form;

    const unsigned kind = tokenizer_unicode_at(text, bytes, at, &length) & ALL;
    if (text[at] == ' ' && at + 1 < bytes) {
        const unsigned next =
            tokenizer_unicode_at(text, bytes, at + 1, &length) & ALL;

        if (next != SPACE)
            return run_end(text, bytes, at + 1, next, &last);
    }
    const size_t end = run_end(text, bytes, at, kind, &last);
    if (kind == SPACE && end < bytes && last > at)
        return last; /* the last space goes to the word behind it */
    return end;
}
