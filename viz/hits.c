#include "viz/hits.h"

#include <stdbool.h>
#include <string.h>

static bool has_capital(const char *find)
{
    for (; *find; find++) {
        if (*find >= 'A' && *find <= 'Z')
            return true;
    }
    return false;
}

/* Only ASCII letters have two cases here. */
static int small(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool starts(const char *text, const char *find, bool exact)
{
    for (; *find; find++, text++) {
        if (exact ? *text != *find : small(*text) != small(*find))
            return false;
    }
    return true;
}

const char *hits_next(const char *text, const char *find, size_t from)
{
    if (!find || !*find || from > strlen(text))
        return NULL;
    const bool exact = has_capital(find);

    for (const char *at = text + from; *at; at++) {
        if (starts(at, find, exact))
            return at;
    }
    return NULL;
}

void hits_mark(struct canvas *cv, struct canvas_rect at, const char *text,
               const char *find)
{
    const size_t bytes = find ? strlen(find) : 0;
    char part[512];
    const char *hit = hits_next(text, find, 0);

    for (; hit; hit = hits_next(text, find, (size_t)(hit - text) + bytes)) {
        const size_t before = (size_t)(hit - text);

        if (before + bytes >= sizeof part)
            return;
        memcpy(part, text, before + bytes);
        part[before + bytes] = '\0';
        const int end = canvas_cols(cv, part);
        part[before] = '\0';
        const int from = canvas_cols(cv, part);
        const int last = end < at.cols ? end : at.cols;

        canvas_tint(cv,
                    (struct canvas_rect){at.row, at.col + from, 1, last - from},
                    ink_on(INK_TEXT, INK_HIT) | INK_BOLD);
    }
}
