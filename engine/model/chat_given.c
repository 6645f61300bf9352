#include "engine/model/chat_given.h"

#include <string.h>

/* A template spells the end of a line as it is or as "\n". */
static const char *skip_lines(const char *at)
{
    for (;;) {
        if (*at == '\n')
            at++;
        else if (strncmp(at, "\\n", 2) == 0)
            at += 2;
        else
            return at;
    }
}

/* Without the ends of lines around it. */
static size_t bare(const char **text)
{
    size_t n;

    while (**text == '\n')
        ++*text;
    n = strlen(*text);
    while (n && (*text)[n - 1] == '\n')
        n--;
    return n;
}

/* What is put together by the template is not known here. */
static bool literal(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strchr("{}'\"\\", text[i]))
            return false;
    return n > 0;
}

bool chat_given_read(const char *template, const char *const around[2],
                     struct buf *out)
{
    const char *before = around[0], *behind = around[1];
    const size_t first = bare(&before), last = bare(&behind);

    if (!first || !last)
        return false;
    for (const char *at = template; (at = strchr(at, *before)); at++) {
        if (strncmp(at, before, first) != 0)
            continue;
        const char *text = skip_lines(at + first), *end = text;

        while ((end = strchr(end, *behind)) && strncmp(end, behind, last) != 0)
            end++;
        if (!end)
            return false;
        if (literal(text, (size_t)(end - text))) {
            buf_add(out, text, (size_t)(end - text));
            return true;
        }
    }
    return false;
}
