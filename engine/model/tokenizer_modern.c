#include "engine/model/tokenizer_modern.h"

#include <string.h>

#include "engine/model/tokenizer_unicode.h"

#define LETTER TOKENIZER_UNICODE_LETTER
#define UPPER  TOKENIZER_UNICODE_UPPER
#define LOWER  TOKENIZER_UNICODE_LOWER
#define NUMBER TOKENIZER_UNICODE_NUMBER
#define SPACE  TOKENIZER_UNICODE_SPACE
#define MARK   TOKENIZER_UNICODE_MARK

static char small(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + ('a' - 'A'));
    return c;
}

/* Bytes of an ending ('s, 't, 're ...) in any case at `at`, or 0. */
static size_t ending(const char *text, size_t bytes, size_t at)
{
    static const char two[][3] = {"re", "ve", "ll"};

    if (at + 1 >= bytes || text[at] != '\'')
        return 0;
    const char a = small(text[at + 1]);
    if (a == 's' || a == 't' || a == 'm' || a == 'd')
        return 2;
    if (at + 2 >= bytes)
        return 0;
    /* The long s is another case of s. */
    if (!memcmp(text + at + 1, "\xC5\xBF", 2))
        return 3;
    for (int i = 0; i < 3; i++)
        if (a == two[i][0] && small(text[at + 2]) == two[i][1])
            return 3;
    return 0;
}

static unsigned kinds_at(const char *text, size_t bytes, size_t at,
                         size_t *length)
{
    *length = 0;
    return at < bytes ? tokenizer_unicode_at(text, bytes, at, length) : 0;
}

/* Where the run of characters of one of the kinds of `mask` ends. */
static size_t run_end(const char *text, size_t bytes, size_t at, unsigned mask)
{
    size_t length;

    while (kinds_at(text, bytes, at, &length) & mask)
        at += length;
    return at;
}

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

static size_t numbers_end(const char *text, size_t bytes, size_t at, int most)
{
    size_t length;

    for (int i = 0; i < most; i++) {
        if (!(kinds_at(text, bytes, at, &length) & NUMBER))
            break;
        at += length;
    }
    return at;
}

/* A run of signs, one space before it and `tail` behind it; or `at`. */
static size_t signs_end(const char *text, size_t bytes, size_t at,
                        const char *tail)
{
    const size_t first = at + (text[at] == ' ');
    size_t end = first, length;

    while (end < bytes &&
           !(kinds_at(text, bytes, end, &length) & (LETTER | NUMBER | SPACE)))
        end += length;
    if (end == first)
        return at;
    while (end < bytes && text[end] && strchr(tail, text[end]))
        end++;
    return end;
}

static size_t spaces_end(const char *text, size_t bytes, size_t at,
                         bool whole_end)
{
    size_t end = at, last = at, line = at, length;

    while (kinds_at(text, bytes, end, &length) & SPACE) {
        last = end;
        end += length;
        if (is_line_end(text[last]))
            line = end;
    }
    if (whole_end && end == bytes)
        return end;
    if (line > at)
        return line;
    return end < bytes && last > at ? last : end;
}

size_t tokenizer_modern_end(const char *text, size_t bytes, size_t at,
                            int digits, bool whole_end)
{
    size_t length, next;
    const size_t short_form = ending(text, bytes, at);

    if (short_form)
        return at + short_form;
    const unsigned kinds = kinds_at(text, bytes, at, &length);
    if (kinds & LETTER)
        return run_end(text, bytes, at, LETTER);
    if (kinds & NUMBER)
        return numbers_end(text, bytes, at, digits);
    if (!is_line_end(text[at]) &&
        kinds_at(text, bytes, at + length, &next) & LETTER)
        return run_end(text, bytes, at + length, LETTER);

    const size_t end = signs_end(text, bytes, at, "\r\n");
    return end > at ? end : spaces_end(text, bytes, at, whole_end);
}

/* Letters without case and marks may stand on either side. */
static bool may_lead(unsigned kinds)
{
    return kinds & MARK || (kinds & LETTER && !(kinds & LOWER));
}

static bool may_follow(unsigned kinds)
{
    return kinds & MARK || (kinds & LETTER && !(kinds & UPPER));
}

/* Capitals, then at least one small letter; `at` where there is none. Where
 * only capitals stand, the last caseless one counts as small. */
static size_t small_end(const char *text, size_t bytes, size_t at)
{
    size_t end = at, follow = at, length;
    unsigned kinds;

    while (may_lead(kinds = kinds_at(text, bytes, end, &length))) {
        end += length;
        if (may_follow(kinds))
            follow = end;
    }
    if (!(kinds & LOWER))
        return follow;
    while (may_follow(kinds_at(text, bytes, end, &length)))
        end += length;
    return end;
}

static size_t capitals_end(const char *text, size_t bytes, size_t at)
{
    size_t length;

    while (may_lead(kinds_at(text, bytes, at, &length)))
        at += length;
    return at;
}

/* Letters with one sign or space before them, or `at`. A mark may be that
 * sign, but is rather taken as a letter than followed by capitals alone. */
static size_t letters_end(const char *text, size_t bytes, size_t at)
{
    size_t length, end = at;
    const unsigned kinds = kinds_at(text, bytes, at, &length);
    const size_t next = at + length;
    const bool leads = !(kinds & LETTER) && !is_line_end(text[at]);

    if (leads && (end = small_end(text, bytes, next)) > next)
        return end;
    if ((end = small_end(text, bytes, at)) > at)
        return end;
    if (leads && (end = capitals_end(text, bytes, next)) > next)
        return end;
    return capitals_end(text, bytes, at);
}

size_t tokenizer_modern_cased_end(const char *text, size_t bytes, size_t at)
{
    size_t length;

    if (kinds_at(text, bytes, at, &length) & NUMBER)
        return numbers_end(text, bytes, at, 3);

    size_t end = letters_end(text, bytes, at);
    if (end > at)
        return end + ending(text, bytes, end);
    end = signs_end(text, bytes, at, "\r\n/");
    return end > at ? end : spaces_end(text, bytes, at, false);
}
