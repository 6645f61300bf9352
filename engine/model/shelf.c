#include "engine/model/shelf.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"

#define MOST_BYTES ((int64_t)1 << 40) /* of one file */

enum { CATALOGUE_BYTES = 1 << 20 };

/* Becomes part of a path: nothing of it may lead elsewhere. */
static bool plain_name(const char *s)
{
    const char *const letters = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    return s[0] && s[0] != '.' && s[0] != '-' && strlen(s) <= 64 &&
           s[strspn(s, letters)] == '\0';
}

static bool hexadecimal(const char *s)
{
    return strlen(s) == HASH_TEXT - 1 &&
           strspn(s, "0123456789abcdef") == HASH_TEXT - 1;
}

static bool address(const char *s)
{
    return strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0 ||
           strncmp(s, "file://", 7) == 0;
}

/* "package version path", cut up in place. */
static bool wheel(struct shelf_file *f, char *value)
{
    char *version = strchr(value, ' ');
    char *inside = version ? strchr(version + 1, ' ') : NULL;

    if (!inside)
        return false;
    *version++ = *inside++ = '\0';
    f->package = value;
    f->version = version;
    f->inside = inside;
    return plain_name(value) && plain_name(version) && *inside;
}

static struct status set_file(struct shelf_file *f, const char *key,
                              char *value)
{
    char *end;
    bool fine = true;

    if (strcmp(key, "bytes") == 0) {
        f->bytes = strtoll(value, &end, 10);
        fine = !*end && f->bytes > 0 && f->bytes <= MOST_BYTES;
    } else if (strcmp(key, "sha256") == 0) {
        f->sha256 = value;
        fine = hexadecimal(value);
    } else if (strcmp(key, "url") == 0) {
        f->url = value;
        fine = address(value);
    } else if (strcmp(key, "wheel") == 0) {
        fine = wheel(f, value);
    } else {
        return status_fail(STATUS_BAD_FILE, "there is no key \"%.40s\"", key);
    }
    return fine ? STATUS_OK
                : status_fail(STATUS_BAD_FILE, "this is no \"%s\"", key);
}

static struct status add_model(struct shelf *s, const char *value)
{
    if (!plain_name(value) || shelf_find(s, value))
        return status_fail(STATUS_BAD_FILE,
                           "this is no name, or it stands twice");
    if (s->models == SHELF_MODELS)
        return status_fail(STATUS_TOO_BIG, "more than %d models", SHELF_MODELS);
    s->model[s->models++] = (struct shelf_model){.name = value};
    return STATUS_OK;
}

static struct status set_key(struct shelf *s, const char *key, char *value)
{
    struct shelf_model *m = s->models ? &s->model[s->models - 1] : NULL;

    if (strcmp(key, "model") == 0)
        return add_model(s, value);
    if (strcmp(key, "date") == 0 && !m) {
        s->date = value;
        return STATUS_OK;
    }
    if (!m)
        return status_fail(STATUS_BAD_FILE, "no model yet");
    if (strcmp(key, "title") == 0)
        m->title = value;
    else if (strcmp(key, "licence") == 0)
        m->licence = value;
    else if (strcmp(key, "file") != 0) {
        return m->files ? set_file(&m->file[m->files - 1], key, value)
                        : status_fail(STATUS_BAD_FILE, "no file yet");
    } else if (!plain_name(value) || m->files == SHELF_FILES) {
        return status_fail(STATUS_BAD_FILE, "no file's name, or too many");
    } else {
        m->file[m->files++] = (struct shelf_file){.name = value};
    }
    return STATUS_OK;
}

/* Nothing is missing of what a pull relies on. */
static struct status complete(const struct shelf *s)
{
    if (!s->date)
        return status_fail(STATUS_BAD_FILE, "the catalogue has no date");
    for (int i = 0; i < s->models; i++) {
        const struct shelf_model *m = &s->model[i];

        if (!m->title || !m->licence || !m->files) {
            return status_fail(STATUS_BAD_FILE,
                               "%s has no title, no licence or no file",
                               m->name);
        }
        for (int k = 0; k < m->files; k++) {
            if (!m->file[k].bytes || !m->file[k].sha256 ||
                (!m->file[k].url && !m->file[k].package)) {
                return status_fail(STATUS_BAD_FILE,
                                   "%s of %s has no bytes, no sha256 or no "
                                   "place",
                                   m->file[k].name, m->name);
            }
        }
    }
    return STATUS_OK;
}

static struct status parse(struct shelf *s)
{
    char *line = s->text;

    for (int number = 1; line; number++) {
        char *end = strchr(line, '\n'), *next = end ? end + 1 : NULL;
        char *value = strstr(line, ": "), where[32];

        if (end)
            *end = '\0';
        if (*line && *line != '#') {
            struct status st;

            snprintf(where, sizeof where, "line %d", number);
            if (value && (!end || value < end)) {
                *value = '\0';
                st = set_key(s, line, value + 2);
            } else {
                st = status_fail(STATUS_BAD_FILE, "no `key: value`");
            }
            STATUS_TRY(status_within(st, where));
        }
        line = next;
    }
    return complete(s);
}

struct status shelf_read(struct shelf *s, const char *path)
{
    struct filemap m;

    *s = (struct shelf){0};
    STATUS_TRY(filemap_open(&m, path, CATALOGUE_BYTES));
    s->text = m.bytes ? strndup((const char *)m.data, m.bytes) : strdup("");
    filemap_close(&m);
    if (!s->text)
        return status_fail(STATUS_NO_MEMORY, "no memory for the catalogue");
    const struct status st = status_within(parse(s), path);
    if (st.code)
        shelf_release(s);
    return st;
}

void shelf_release(struct shelf *s)
{
    free(s->text);
    *s = (struct shelf){0};
}

const struct shelf_model *shelf_find(const struct shelf *s, const char *name)
{
    for (int i = 0; i < s->models; i++)
        if (strcmp(s->model[i].name, name) == 0)
            return &s->model[i];
    return NULL;
}

int64_t shelf_bytes(const struct shelf_model *m)
{
    int64_t n = 0;

    for (int i = 0; i < m->files; i++)
        n += m->file[i].bytes;
    return n;
}
