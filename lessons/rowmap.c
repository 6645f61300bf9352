#include "lessons/rowmap.h"

#include <stdbool.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "lessons/labs/labspell.h"

enum { MAX_BYTES = 1 << 16, MAX_ARENA_BYTES = 1 << 20 };

static struct status fault(const char *path, int line, const char *what)
{
    return status_fail(STATUS_BAD_FILE, "%.200s:%d: %s", path, line, what);
}

/* Takes the word that a place starts with off it. */
static enum rowmap_kind kind_of(char **place)
{
    static const struct {
        const char *word;
        enum rowmap_kind kind;
    } words[] = {{"lab ", ROWMAP_LAB},
                 {"exercise ", ROWMAP_EXERCISE},
                 {"waits ", ROWMAP_WAITS}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strncmp(*place, words[i].word, strlen(words[i].word)) == 0) {
            *place += strlen(words[i].word);
            return words[i].kind;
        }
    }
    return ROWMAP_STEP;
}

/* "C142: scores, lab recall-race", in a copy that may be cut up. */
static struct status read_line(struct rowmap *m, const char *path, int line,
                               char *text)
{
    char *rest = strchr(text, ':');

    if (!rest || rest == text)
        return fault(path, line, "not a line \"ROW: place, place\"");
    *rest++ = '\0';
    for (int i = 0; i < m->count; i++) {
        if (strcmp(m->places[i].row, text) == 0)
            return fault(path, line, "the row stands there twice");
    }
    do {
        char *place = rest + strspn(rest, " ");
        struct rowmap_place *p = &m->places[m->count];

        if (m->count == ROWMAP_MAX_PLACES)
            return fault(path, line, "too many places");
        rest = place + strcspn(place, ",");
        const bool more = *rest == ',';
        *rest++ = '\0';
        *p = (struct rowmap_place){.line = line, .row = text};
        p->kind = kind_of(&place);
        p->name = place;
        if (!place[0] || place[strcspn(place, " ")]) {
            return fault(path, line,
                         "a place is a step, \"lab NAME\", \"exercise NAME\" "
                         "or \"waits LESSON\"");
        }
        m->count++;
        if (!more)
            return STATUS_OK;
    } while (true);
}

static struct status read_all(struct rowmap *m, const char *path,
                              const char *text, size_t bytes)
{
    size_t at = 0;

    m->places = arena_add(&m->arena, ROWMAP_MAX_PLACES * sizeof(*m->places));
    if (!m->places)
        return status_fail(STATUS_NO_MEMORY, "no memory to read %s", path);
    for (int line = 1; at < bytes; line++) {
        const char *end = memchr(text + at, '\n', bytes - at);
        size_t length = end ? (size_t)(end - text) - at : bytes - at;
        const char *from = text + at;

        at += length + 1;
        while (length && (from[length - 1] == ' ' || from[length - 1] == '\r'))
            length--;
        if (!labspell_clean(from, length))
            return fault(path, line, "not text");
        if (!length || from[0] == '#')
            continue;
        char *copy = arena_add(&m->arena, length + 1);
        if (!copy)
            return status_fail(STATUS_NO_MEMORY, "no memory to read %s", path);
        memcpy(copy, from, length);
        STATUS_TRY(read_line(m, path, line, copy));
    }
    return STATUS_OK;
}

struct status rowmap_open(struct rowmap *m, const char *path)
{
    struct filemap map;

    *m = (struct rowmap){0};
    arena_init(&m->arena, MAX_ARENA_BYTES);
    STATUS_TRY(filemap_open(&map, path, MAX_BYTES));
    const struct status st =
        read_all(m, path, map.data ? (const char *)map.data : "", map.bytes);
    filemap_close(&map);
    if (st.code)
        rowmap_release(m);
    return st;
}

void rowmap_release(struct rowmap *m)
{
    arena_release(&m->arena);
    *m = (struct rowmap){0};
}
