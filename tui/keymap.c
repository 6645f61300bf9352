#include "tui/keymap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/filemap.h"
#include "tui/keys.h"

enum { MOST_BYTES = 1 << 16, LINE_BYTES = 200 };

/* "i = e": both sides are names as help prints them. */
static struct status read_line(struct keymap *m, char *line)
{
    char *equals = strstr(line, " = "), *colon = strstr(line, ": ");
    char *from = line;
    int k = m->count;

    if (!equals || (colon && colon > equals))
        colon = NULL;
    if (!equals)
        return status_fail(STATUS_BAD_FILE, "not \"KEY = KEY\"");
    *equals = '\0';
    if (colon) {
        *colon = '\0';
        from = colon + 2;
    }
    if (k == KEYMAP_ROWS || (colon && strlen(line) >= KEYMAP_SCREEN))
        return status_fail(STATUS_TOO_BIG,
                           "too many lines, or too long a name");
    snprintf(m->row[k].screen, KEYMAP_SCREEN, "%.*s", KEYMAP_SCREEN - 1,
             colon ? line : "");
    m->row[k].from = keys_parse(from);
    m->row[k].to = keys_parse(equals + 3);
    if (!m->row[k].from)
        return status_fail(STATUS_BAD_FILE, "\"%.40s\" is no key", from);
    if (!m->row[k].to && strcmp(equals + 3, "nothing") != 0)
        return status_fail(STATUS_BAD_FILE, "\"%.40s\" is no key", equals + 3);
    m->count++;
    return STATUS_OK;
}

static struct status read_lines(struct keymap *m, const char *path,
                                const char *text)
{
    char line[LINE_BYTES];

    for (int number = 1; *text; number++) {
        const size_t n = strcspn(text, "\n");
        size_t end = n < LINE_BYTES - 1 ? n : LINE_BYTES - 1;
        struct status st;

        while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\r'))
            end--;
        memcpy(line, text, end);
        line[end] = '\0';
        text += n + (text[n] == '\n');
        if (end == 0 || line[0] == '#')
            continue;
        st = read_line(m, line);
        if (st.code)
            return status_fail(st.code, "%s:%d: %s", path, number, st.text);
    }
    return STATUS_OK;
}

struct status keymap_read(struct keymap *m, const char *path)
{
    struct filemap file;
    struct buf text;
    struct status st;

    *m = (struct keymap){0};
    st = filemap_open(&file, path, MOST_BYTES);
    if (st.code)
        return st.code == STATUS_NOT_FOUND ? STATUS_OK : st;
    buf_init(&text, MOST_BYTES + 1);
    buf_add(&text, file.data, file.bytes);
    filemap_close(&file);
    st = buf_status(&text);
    if (!st.code)
        st = read_lines(m, path, buf_string(&text));
    buf_release(&text);
    return st;
}

static bool is_for(const struct keymap *m, int i, const char *screen)
{
    return !m->row[i].screen[0] || strcmp(m->row[i].screen, screen) == 0;
}

int keymap_meaning(const struct keymap *m, const char *screen, int key)
{
    for (int i = m->count - 1; i >= 0; i--) { /* the last word counts */
        if (m->row[i].from == key && is_for(m, i, screen))
            return m->row[i].to;
    }
    return key;
}

int keymap_pressed(const struct keymap *m, const char *screen, int key)
{
    for (int i = m->count - 1; i >= 0; i--) {
        if (m->row[i].to == key && is_for(m, i, screen) &&
            keymap_meaning(m, screen, m->row[i].from) == key)
            return m->row[i].from;
    }
    return keymap_meaning(m, screen, key) == key ? key : 0;
}
