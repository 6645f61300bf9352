#include "lessons/labs/labsource.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/paths.h"

enum { SOURCE_BYTES = 1 << 20, PATH_BYTES = 4096, NAME_BYTES = 256 };

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Does the line start the definition of `name`? Such a line starts at the
 * margin, has the name before a bracket, and is no prototype. A kernel is
 * spelt KERNEL(name)(. */
static bool defines(const char *line, int bytes, const char *name)
{
    const int n = (int)strlen(name);

    if (bytes < n || !in_word(line[0]) || line[bytes - 1] == ';')
        return false;
    for (int i = 1; i + n < bytes; i++) {
        const char after = line[i + n];

        if (memcmp(line + i, name, (size_t)n) == 0 && !in_word(line[i - 1]) &&
            (after == '(' || after == ')'))
            return true;
    }
    return false;
}

const char *labsource_line(const struct labsource *s, int i, int *bytes)
{
    const char *at = s->text;

    *bytes = 0;
    if (i < 1 || i > s->lines)
        return "";
    while (--i)
        at = strchr(at, '\n') + 1;
    *bytes = (int)strcspn(at, "\n");
    return at;
}

/* The file as text of whole lines: a copy, as an editor may change it. */
static struct status read_text(struct labsource *s)
{
    struct filemap map;

    STATUS_TRY(filemap_open(&map, buf_string(&s->path), SOURCE_BYTES));
    s->text = malloc(map.bytes + 2);
    if (s->text) {
        if (map.bytes)
            memcpy(s->text, map.data, map.bytes);
        s->text[map.bytes] = '\0';
        const size_t n = strlen(s->text); /* up to a NUL, where there is one */
        if (n && s->text[n - 1] != '\n')
            memcpy(s->text + n, "\n", 2);
    }
    filemap_close(&map);
    if (!s->text)
        return status_fail(STATUS_NO_MEMORY, "no memory for a source");
    for (const char *at = s->text; (at = strchr(at, '\n')); at++)
        s->lines++;
    return STATUS_OK;
}

static int line_of(const struct labsource *s, const char *name)
{
    const char *at = s->text;

    for (int i = 1; i <= s->lines; i++) {
        const int bytes = (int)strcspn(at, "\n");

        if (defines(at, bytes, name))
            return i;
        at += bytes + 1;
    }
    return 1;
}

struct status labsource_open(struct labsource *s, const char *source)
{
    char name[NAME_BYTES];
    const char *colon = strchr(source, ':');
    const int bytes = colon ? (int)(colon - source) : (int)strlen(source);

    *s = (struct labsource){.line = 1};
    snprintf(name, sizeof name, "%.*s", bytes, source);
    buf_init(&s->path, PATH_BYTES);
    struct status st = paths_shipped(&s->path, name);
    if (st.code)
        st = status_fail(STATUS_NOT_FOUND,
                         "the source %s is not on this machine: it is part of "
                         "the source tree that lathe was built from; "
                         "LATHE_SHARE may name one",
                         source);
    else
        st = read_text(s);
    if (st.code)
        labsource_release(s);
    else if (colon)
        s->line = line_of(s, colon + 1);
    return st;
}

void labsource_release(struct labsource *s)
{
    buf_release(&s->path);
    free(s->text);
    *s = (struct labsource){.line = 1};
}
