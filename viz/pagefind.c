#include "viz/pagefind.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_HITS = 100000 };

/* ASCII only: a lesson's words, whatever the locale. */
static char lower(char c)
{
    static const char small[] = "abcdefghijklmnopqrstuvwxyz";

    if (c >= 'A' && c <= 'Z')
        return small[c - 'A'];
    return c;
}

static bool has_capital(const char *text)
{
    for (; *text; text++) {
        if (lower(*text) != *text)
            return true;
    }
    return false;
}

static bool starts(const char *line, const char *text, bool exact)
{
    for (; *text; line++, text++) {
        if ((exact ? *line : lower(*line)) != *text)
            return false;
    }
    return true;
}

/* The columns of the first `bytes` of a line; `line` is put back. */
static int cols_before(const struct page *p, char *line, size_t bytes)
{
    const struct canvas cv = {.look = p->look};
    const char kept = line[bytes];

    line[bytes] = '\0';
    const int cols = canvas_cols(&cv, line);
    line[bytes] = kept;
    return cols;
}

static bool add_hit(struct page *p, struct page_place hit)
{
    void *all = p->hit;

    if (p->hits >= MOST_HITS ||
        !pagelines_grow(&all, &p->hit_room, p->hits + 1, sizeof *p->hit))
        return false;
    p->hit = all;
    p->hit[p->hits++] = hit;
    return true;
}

/* The spans of a line joined into `out`, which has room for all of them. */
static void join(const struct page *p, size_t line, char *out)
{
    size_t i, bytes = 0;
    const size_t end = pagelines_spans(&p->lines, line, &i);

    for (; i < end; i++) {
        const char *text = p->lines.text + p->lines.span[i].at;
        const size_t n = strlen(text);

        memcpy(out + bytes, text, n);
        bytes += n;
    }
    out[bytes] = '\0';
}

void pagefind_run(struct page *p, const char *text)
{
    const bool exact = has_capital(text);
    const size_t n = strlen(text);
    char *line = malloc(p->lines.bytes + 1);

    for (size_t r = 0; line && r < p->lines.lines; r++) {
        join(p, r, line);
        for (size_t at = 0; line[at]; at++) {
            if (!starts(line + at, text, exact))
                continue;
            const int col = cols_before(p, line, at);
            const int end = cols_before(p, line, at + n);

            if (!add_hit(p, (struct page_place){(int)r, col, end - col}))
                break;
            at += n - 1;
        }
    }
    free(line);
}

static bool in_word(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
           c == '-' || ((unsigned char)c & 0x80u);
}

/* The bytes of `word` at `at` in `line`, an s behind it too; 0: it is not
 * there as a whole. */
static size_t word_at(const char *line, size_t at, const char *word)
{
    size_t n = 0;

    if (at > 0 && in_word(line[at - 1]))
        return 0;
    while (word[n] && lower(line[at + n]) == lower(word[n]))
        n++;
    if (word[n])
        return 0;
    n += line[at + n] == 's';
    return in_word(line[at + n]) ? 0 : n;
}

bool pagefind_word(const struct page *p, const char *word,
                   struct page_place *out)
{
    char *line = malloc(p->lines.bytes + 1);
    size_t n = 0;

    for (size_t r = 0; line && n == 0 && *word && r < p->lines.lines; r++) {
        join(p, r, line);
        for (size_t at = 0; n == 0 && line[at]; at++) {
            n = word_at(line, at, word);
            if (n > 0) {
                const int col = cols_before(p, line, at);

                *out = (struct page_place){(int)r, col,
                                           cols_before(p, line, at + n) - col};
            }
        }
    }
    free(line);
    return n > 0;
}
