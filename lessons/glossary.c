#include "lessons/glossary.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/paths.h"
#include "lessons/paragraphs.h"

static struct status add(struct glossary *g, const struct glossary_entry *e)
{
    if (!e->term || !e->says)
        return status_fail(STATUS_BAD_FILE, "a term needs \"term\" and "
                                            "\"says\"");
    if (glossary_find(g, e->term) >= 0) {
        return status_fail(STATUS_BAD_FILE, "\"%.60s\" stands twice", e->term);
    }
    if (g->count == GLOSSARY_MOST)
        return status_fail(STATUS_TOO_BIG, "more than %d terms", GLOSSARY_MOST);
    int at = g->count;
    while (at > 0 && strcasecmp(g->entry[at - 1].term, e->term) > 0)
        at--;
    memmove(g->entry + at + 1, g->entry + at,
            (size_t)(g->count - at) * sizeof *g->entry);
    g->entry[at] = *e;
    g->count++;
    return STATUS_OK;
}

struct draft {
    struct glossary *g;
    struct glossary_entry entry;
};

/* "L16 mixture" becomes two texts. */
static struct status take_place(struct glossary_entry *e, const char *value)
{
    char *blank = strchr(value, ' ');

    e->lesson = value;
    if (!blank)
        return status_fail(STATUS_BAD_FILE,
                           "at is \"%.60s\", but must be a lesson and a step",
                           value);
    *blank = '\0';
    e->step = blank + 1;
    return STATUS_OK;
}

static struct status take(void *user, const struct paragraphs_line *l)
{
    struct draft *d = user;

    if (!l->key) {
        const struct glossary_entry e = d->entry;

        d->entry = (struct glossary_entry){0};
        return add(d->g, &e);
    }
    if (strcmp(l->key, "term") == 0) {
        d->entry.term = l->value;
    } else if (strcmp(l->key, "says") == 0) {
        d->entry.says = l->value;
    } else if (strcmp(l->key, "see") == 0) {
        d->entry.see = l->value;
    } else if (strcmp(l->key, "at") == 0) {
        return take_place(&d->entry, l->value);
    } else {
        return status_fail(STATUS_BAD_FILE, "a term has no \"%.40s\"", l->key);
    }
    return STATUS_OK;
}

struct status glossary_open(struct glossary *g, const char *folder)
{
    struct draft d = {.g = g};
    struct status st = STATUS_OK;
    struct buf path;

    *g = (struct glossary){0};
    buf_init(&path, 4096);
    buf_printf(&path, "%s/glossary", folder);
    if (paths_exists(buf_string(&path))) {
        g->entry = calloc(GLOSSARY_MOST, sizeof *g->entry);
        st = g->entry
                 ? paragraphs_read(&g->text, buf_string(&path), take, &d)
                 : status_fail(STATUS_NO_MEMORY, "no memory for the glossary");
    }
    buf_release(&path);
    if (st.code)
        glossary_close(g);
    return st;
}

void glossary_close(struct glossary *g)
{
    free(g->entry);
    free(g->text);
    *g = (struct glossary){0};
}

int glossary_find(const struct glossary *g, const char *term)
{
    const size_t n = strlen(term);

    for (int i = 0; i < g->count; i++) {
        const size_t have = strlen(g->entry[i].term);
        const bool plural =
            n == have + 1 && (term[n - 1] == 's' || term[n - 1] == 'S');

        if ((n == have || plural) &&
            strncasecmp(g->entry[i].term, term, have) == 0)
            return i;
    }
    return -1;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '-' || (c & 0x80);
}

bool glossary_used(const struct glossary_entry *e, const char *text)
{
    const size_t n = strlen(e->term);

    for (const char *at = text; *at; at++) {
        const char *end = at + n;

        if (strncasecmp(at, e->term, n) != 0 || (at > text && in_word(at[-1])))
            continue;
        end += *end == 's';
        if (!in_word(*end))
            return true;
    }
    return false;
}
