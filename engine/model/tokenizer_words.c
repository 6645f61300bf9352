#include "engine/model/tokenizer_words.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

enum kind { SPACE, LETTER, DIGIT, MARK };

static enum kind kind_of(utf8proc_int32_t code)
{
    if ((code >= '\t' && code <= '\r') || code == 0x85)
        return SPACE; /* controls that Unicode lists as white space */
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return SPACE;
    default:
        return MARK;
    }
}

/* The kind of the character at `at`, and how long it is. */
static enum kind look(const char *text, size_t bytes, size_t at, size_t *length)
{
    utf8proc_int32_t code;
    const size_t left = bytes - at < 4 ? bytes - at : 4;
    const utf8proc_ssize_t done = utf8proc_iterate(
        (const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)left, &code);

    if (done <= 0) {
        *length = 1;
        return MARK;
    }
    *length = (size_t)done;
    return kind_of(code);
}

/* Where the run of `kind` from `at` ends; `*last` is its last character. */
static size_t run_end(const char *text, size_t bytes, size_t at, enum kind kind,
                      size_t *last)
{
    size_t length;

    *last = at;
    while (at < bytes && look(text, bytes, at, &length) == kind) {
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

    enum kind kind = look(text, bytes, at, &length);
    if (text[at] == ' ' && at + 1 < bytes) {
        const enum kind next = look(text, bytes, at + 1, &length);

        if (next != SPACE)
            return run_end(text, bytes, at + 1, next, &last);
    }
    const size_t end = run_end(text, bytes, at, kind, &last);
    if (kind == SPACE && end < bytes && last > at)
        return last; /* the last space goes to the word behind it */
    return end;
}
