#include "exercises/exercise.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "engine/base/paths.h"
#include "exercises/patch.h"

enum { PATH_BYTES = 8192, ARENA_BYTES = 8 << 20 };

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Lower case, digits and dashes: a name is part of a path. */
static bool plain(const char *name)
{
    const size_t n = strlen(name);

    return n > 0 && n < EXERCISE_NAME && name[0] != '-' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static bool has_check(const char *folder, const char *name)
{
    struct buf path;

    buf_init(&path, PATH_BYTES);
    buf_printf(&path, "%s/%s/check.c", folder, name);
    const bool there =
        !buf_status(&path).code && paths_exists(buf_string(&path));
    buf_release(&path);
    return there;
}

static void add(struct exercise_names *out, const char *name, size_t bytes)
{
    if (out->count < EXERCISE_MOST && bytes < EXERCISE_NAME)
        snprintf(out->name[out->count++], EXERCISE_NAME, "%.*s", (int)bytes,
                 name);
}

struct status exercise_list(struct exercise_names *out)
{
    const struct dirent *e;
    struct buf path;

    out->count = 0;
    buf_init(&path, PATH_BYTES);
    const struct status st = paths_shipped(&path, "exercises");
    DIR *dir = st.code ? NULL : opendir(buf_string(&path));
    while (dir && (e = readdir(dir)))
        if (plain(e->d_name) && has_check(buf_string(&path), e->d_name))
            add(out, e->d_name, strlen(e->d_name));
    if (dir)
        closedir(dir);
    buf_release(&path);
    qsort(out->name, (size_t)out->count, EXERCISE_NAME, by_name);
    return st;
}

struct status exercise_diffs(struct exercise_names *out, const char *folder,
                             const char *part)
{
    const struct dirent *e;
    struct buf path;

    out->count = 0;
    buf_init(&path, PATH_BYTES);
    buf_printf(&path, "%s/%s", folder, part);
    DIR *dir = opendir(buf_string(&path));
    const struct status st =
        dir ? STATUS_OK
            : status_fail(STATUS_NOT_FOUND, "cannot read %.300s: %s",
                          buf_string(&path), strerror(errno));
    while (dir && (e = readdir(dir))) {
        const size_t n = strlen(e->d_name);

        if (n > 5 && strcmp(e->d_name + n - 5, ".diff") == 0)
            add(out, e->d_name, n - 5);
    }
    if (dir)
        closedir(dir);
    buf_release(&path);
    qsort(out->name, (size_t)out->count, EXERCISE_NAME, by_name);
    return st;
}

/* "there is no exercise x; there are attention, gelu ..." */
static struct status unknown(const char *name)
{
    struct exercise_names *all = calloc(1, sizeof *all);
    struct buf text;

    buf_init(&text, 4096);
    if (all && !exercise_list(all).code)
        for (int i = 0; i < all->count; i++)
            buf_printf(&text, "%s%s", i ? ", " : "", all->name[i]);
    const struct status st = status_fail(
        STATUS_NOT_FOUND, "there is no exercise \"%.60s\"; there are: %.380s",
        name, buf_string(&text));
    buf_release(&text);
    free(all);
    return st;
}

struct status exercise_folder(struct buf *out, const char *name)
{
    char inside[EXERCISE_NAME + 32];

    if (!plain(name))
        return unknown(name);
    snprintf(inside, sizeof inside, "exercises/%s/check.c", name);
    if (paths_shipped(out, inside).code) {
        buf_clear(out);
        return unknown(name);
    }
    buf_clear(out);
    snprintf(inside, sizeof inside, "exercises/%s", name);
    return paths_shipped(out, inside);
}

struct status exercise_text(struct buf *out, const char *folder,
                            const char *file)
{
    struct filemap map;
    struct buf path;

    buf_init(&path, PATH_BYTES);
    buf_printf(&path, "%s/%s", folder, file);
    struct status st = buf_status(&path);
    if (!st.code)
        st = filemap_open(&map, buf_string(&path), EXERCISE_BYTES);
    if (!st.code) {
        if (map.bytes && memchr(map.data, '\0', map.bytes)) {
            st = status_fail(STATUS_BAD_FILE, "%.300s is no text",
                             buf_string(&path));
        } else {
            buf_add(out, map.data, map.bytes);
        }
        filemap_close(&map);
    }
    buf_release(&path);
    return st.code ? st : buf_status(out);
}

struct status exercise_patched(struct buf *out, const char *folder,
                               const char *part, const char *diff)
{
    char file[2 * EXERCISE_NAME + 16];
    struct buf solution, patch;
    struct patch_result result;
    struct arena a;

    snprintf(file, sizeof file, "%.40s/%.70s.diff", part, diff);
    arena_init(&a, ARENA_BYTES);
    buf_init(&solution, EXERCISE_BYTES);
    buf_init(&patch, EXERCISE_BYTES);
    struct status st = exercise_text(&solution, folder, "solution.c");
    if (!st.code)
        st = exercise_text(&patch, folder, file);
    if (!st.code)
        st = patch_apply(&result, &a, file, buf_string(&patch),
                         buf_string(&solution));
    for (int i = 0; !st.code && i < result.line_count; i++)
        buf_printf(out, "%s\n", result.lines[i].text);
    buf_release(&solution);
    buf_release(&patch);
    arena_release(&a);
    return st.code ? st : buf_status(out);
}

/* Where hint `number` starts, or NULL. */
static const char *hint_at(const char *text, int number)
{
    char mark[16];
    const char *at = text;

    snprintf(mark, sizeof mark, "%d. ", number);
    while (at) {
        if (strncmp(at, mark, strlen(mark)) == 0)
            return at;
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    return NULL;
}

struct status exercise_hints(const char *folder, int *count)
{
    struct buf text;

    *count = 0;
    buf_init(&text, EXERCISE_BYTES);
    struct status st = exercise_text(&text, folder, "hints.md");
    while (!st.code && hint_at(buf_string(&text), *count + 1))
        ++*count;
    if (!st.code && *count == 0)
        st = status_fail(STATUS_BAD_FILE, "%.300s/hints.md has no \"1. \"",
                         folder);
    buf_release(&text);
    return st;
}

struct status exercise_hint(struct buf *out, const char *folder, int number)
{
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    struct status st = exercise_text(&text, folder, "hints.md");
    const char *from = st.code ? NULL : hint_at(buf_string(&text), number);
    if (!st.code && !from)
        st = status_fail(STATUS_NOT_FOUND, "there is no hint %d", number);
    if (from) {
        const char *end = hint_at(from, number + 1);

        buf_add(out, from, end ? (size_t)(end - from) : strlen(from));
    }
    buf_release(&text);
    return st.code ? st : buf_status(out);
}
