#include "exercises/skeleton.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "exercises/exercise.h"

#define OLD "skeleton"

static const char *const files[] = {
    "skeleton.h",      "prompt.md",  "hints.md", "starter.c", "task.md",
    "starter-short.c", "solution.c", "check.c",  "try.c"};

static struct status check_name(const char *name)
{
    const size_t n = strlen(name);

    if (n > 0 && n < EXERCISE_NAME - 2 && islower((unsigned char)name[0]) &&
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n)
        return STATUS_OK;
    return status_fail(STATUS_BAD_USAGE,
                       "an exercise's name has lower case letters, digits and "
                       "dashes, and begins with a letter, unlike \"%.80s\"",
                       name);
}

/* As the name of a file it stays, in code a dash becomes an underscore. */
static void put_name(struct buf *out, const char *name, bool file, bool upper)
{
    for (; *name; name++) {
        if (*name == '-')
            buf_char(out, file ? '-' : '_');
        else
            buf_char(out, upper ? (char)toupper((unsigned char)*name) : *name);
    }
}

static void rename_in(struct buf *out, const char *text, const char *name)
{
    const size_t n = strlen(OLD);

    while (*text) {
        if (strncmp(text, OLD, n) == 0) {
            put_name(out, name, text[n] == '.', false);
            text += n;
        } else if (strncmp(text, "SKELETON", n) == 0) {
            put_name(out, name, false, true);
            text += n;
        } else {
            buf_char(out, *text++);
        }
    }
}

static struct status lay(const char *from, const char *to, const char *file,
                         const char *name)
{
    struct buf text, path, own;

    buf_init(&text, EXERCISE_BYTES);
    buf_init(&own, 2 * EXERCISE_BYTES);
    buf_init(&path, 8192);
    struct status st = exercise_text(&text, from, file);
    rename_in(&own, buf_string(&text), name);
    buf_printf(&path, "%s/", to);
    rename_in(&path, file, name);
    if (!st.code)
        st = buf_status(&own);
    if (!st.code)
        st = buf_status(&path);
    if (!st.code)
        st = savefile_replace(buf_string(&path), buf_string(&own), own.bytes);
    buf_release(&text);
    buf_release(&own);
    buf_release(&path);
    return st;
}

static struct status lay_all(const char *from, const char *to, const char *name)
{
    static const char *const parts[] = {"mutants", "accepted"};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char folder[8192];

        snprintf(folder, sizeof folder, "%s/%s", to, parts[i]);
        STATUS_TRY(savefile_folder(folder));
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        STATUS_TRY(lay(from, to, files[i], name));
    return STATUS_OK;
}

struct status skeleton_make(const char *folder, const char *name)
{
    struct buf from, to;

    STATUS_TRY(check_name(name));
    buf_init(&from, 8192);
    buf_init(&to, 4096);
    buf_printf(&to, "%s/%s", folder, name);
    struct status st = paths_shipped(&from, "exercises/kit/skeleton");
    if (!st.code)
        st = buf_status(&to);
    if (!st.code && paths_exists(buf_string(&to)))
        st = status_fail(STATUS_BAD_USAGE, "%.300s is there already",
                         buf_string(&to));
    if (!st.code)
        st = lay_all(buf_string(&from), buf_string(&to), name);
    buf_release(&from);
    buf_release(&to);
    return st;
}
