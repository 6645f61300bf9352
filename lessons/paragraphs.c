#include "lessons/paragraphs.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"

#define MOST_BYTES ((size_t)4 << 20)

static struct status copy_file(char **text, const char *path)
{
    struct filemap m;

    STATUS_TRY(filemap_open(&m, path, MOST_BYTES));
    *text = malloc(m.bytes + 1);
    if (*text) {
        if (m.bytes)
            memcpy(*text, m.data, m.bytes);
        (*text)[m.bytes] = '\0';
    }
    const bool whole = *text && strlen(*text) == m.bytes;
    filemap_close(&m);
    if (!*text)
        return status_fail(STATUS_NO_MEMORY, "no memory for %s", path);
    if (!whole)
        return status_fail(STATUS_BAD_FILE, "%s: it holds a NUL byte", path);
    return STATUS_OK;
}

static struct status at_line(const char *path, int line, struct status why)
{
    return why.code ? status_fail(why.code, "%s:%d: %s", path, line, why.text)
                    : why;
}

/* Ends a line in place; answers what follows it. */
static char *cut_line(char *line)
{
    char *end = strchr(line, '\n');

    if (!end)
        return line + strlen(line);
    *end = '\0';
    return end + 1;
}

/* A value that goes on in lines which begin with a blank: one text. */
static char *join(char *value, char *next, int *line)
{
    while (*next == ' ' || *next == '\t') {
        char *more = next;

        next = cut_line(next);
        ++*line;
        while (*more == ' ' || *more == '\t')
            more++;
        const size_t have = strlen(value), bytes = strlen(more);

        value[have] = ' ';
        memmove(value + have + 1, more, bytes + 1);
    }
    return next;
}

struct status paragraphs_read(char **text, const char *path,
                              paragraphs_take *take, void *user)
{
    bool open = false;
    int line = 0;

    *text = NULL;
    STATUS_TRY(copy_file(text, path));
    for (char *at = *text; *at;) {
        char *here = at;
        struct paragraphs_line l = {.line = ++line};

        at = cut_line(at);
        if (*here == '#')
            continue;
        if (!*here) {
            if (open)
                STATUS_TRY(at_line(path, line, take(user, &l)));
            open = false;
            continue;
        }
        char *colon = strstr(here, ": ");
        if (!colon || *here == ' ') {
            return at_line(
                path, line,
                status_fail(STATUS_BAD_FILE, "not a line of \"key: value\""));
        }
        *colon = '\0';
        l.key = here;
        l.value = colon + 2;
        at = join(colon + 2, at, &line);
        open = true;
        STATUS_TRY(at_line(path, l.line, take(user, &l)));
    }
    if (open) {
        const struct paragraphs_line end = {.line = line};

        STATUS_TRY(at_line(path, line, take(user, &end)));
    }
    return STATUS_OK;
}
