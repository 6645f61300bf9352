#include "exercises/workplace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "engine/base/clock.h"
#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "exercises/exercise.h"
#include "exercises/report.h"

enum { PATH_BYTES = 8192 };

struct status workplace_path(struct buf *out, const char *name,
                             const char *file)
{
    char inside[2 * EXERCISE_NAME + 64];

    snprintf(inside, sizeof inside, "%.64s%s%.100s", name, file[0] ? "/" : "",
             file);
    return paths_home(out, inside);
}

/* Writes `text` as `file` of theirs, unless `keep` and it is there. */
static struct status put(const char *name, const char *file,
                         const struct buf *text, bool keep, bool *fresh)
{
    struct buf path;

    buf_init(&path, PATH_BYTES);
    struct status st = workplace_path(&path, name, file);
    *fresh = !st.code && !paths_exists(buf_string(&path));
    if (!st.code && (*fresh || !keep))
        st = savefile_replace(buf_string(&path), buf_string(text), text->bytes);
    buf_release(&path);
    return st;
}

/* Copies `from` of the exercise's folder. */
static struct status lay(const char *folder, const char *name, const char *from,
                         const char *to, bool keep, bool *fresh)
{
    struct buf text;

    buf_init(&text, EXERCISE_BYTES);
    struct status st = exercise_text(&text, folder, from);
    if (!st.code)
        st = put(name, to, &text, keep, fresh);
    buf_release(&text);
    return st;
}

/* A path inside a JSON string. */
static void quote(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_char(out, '\\');
        if ((unsigned char)*text < ' ')
            buf_printf(out, "\\u%04x", (unsigned)*text);
        else
            buf_char(out, *text);
    }
}

static struct status lay_commands(const char *name)
{
    static const char *const files[] = {NULL, "try.c", "case.c"};
    char own[EXERCISE_NAME + 4];
    struct buf path, json;
    bool fresh;

    snprintf(own, sizeof own, "%s.c", name);
    buf_init(&path, PATH_BYTES);
    buf_init(&json, EXERCISE_BYTES);
    struct status st = workplace_path(&path, name, "");
    buf_text(&json, "[");
    for (int i = 0; i < 3; i++) {
        const char *file = files[i] ? files[i] : own;

        buf_printf(&json, "%s\n  {\"directory\": \"", i ? "," : "");
        quote(&json, buf_string(&path));
        buf_printf(&json,
                   "\",\n   \"file\": \"%s\",\n   \"arguments\": [\"cc\", "
                   "\"-std=c11\", \"-D_DEFAULT_SOURCE\", \"-Wall\", "
                   "\"-Wextra\", \"-g\", \"-c\", \"%s\"]}",
                   file, file);
    }
    buf_text(&json, "\n]\n");
    if (!st.code)
        st = buf_status(&json);
    if (!st.code)
        st = put(name, "compile_commands.json", &json, false, &fresh);
    buf_release(&path);
    buf_release(&json);
    return st;
}

static struct status make_folder(const char *name)
{
    struct buf path;

    buf_init(&path, PATH_BYTES);
    struct status st = workplace_path(&path, name, "");
    if (!st.code)
        st = savefile_folder(buf_string(&path));
    buf_release(&path);
    return st;
}

struct status workplace_start(const char *folder, const char *name, bool brief,
                              bool *fresh)
{
    char own[EXERCISE_NAME + 4], header[EXERCISE_NAME + 4];
    bool other;

    snprintf(own, sizeof own, "%s.c", name);
    snprintf(header, sizeof header, "%s.h", name);
    STATUS_TRY(make_folder(name));
    STATUS_TRY(lay(folder, name, "prompt.md", "prompt.md", false, &other));
    STATUS_TRY(lay(folder, name, header, header, false, &other));
    STATUS_TRY(lay(folder, name, "try.c", "try.c", true, &other));
    STATUS_TRY(lay_commands(name));
    return lay(folder, name, brief ? "starter-short.c" : "starter.c", own, true,
               fresh);
}

struct status workplace_read(struct buf *out, const char *name,
                             const char *file)
{
    char inside[EXERCISE_NAME + 4];
    struct buf path;

    snprintf(inside, sizeof inside, "%s.c", name);
    buf_init(&path, PATH_BYTES);
    struct status st = workplace_path(&path, name, "");
    if (!st.code)
        st = exercise_text(out, buf_string(&path), file ? file : inside);
    if (st.code == STATUS_NOT_FOUND) {
        st = status_fail(STATUS_NOT_FOUND,
                         "there is no %.300s/%.80s yet; begin with: lathe "
                         "start %.64s",
                         buf_string(&path), file ? file : inside, name);
    }
    buf_release(&path);
    return st;
}

/* Is a file at `path` that begins as ours do? */
static bool is_ours(const char *path)
{
    char head[sizeof REPORT_PROGRAM_MARK] = "";
    FILE *f = fopen(path, "r");

    if (!f)
        return false;
    const size_t n = fread(head, 1, sizeof head - 1, f);
    fclose(f);
    return n == sizeof head - 1 && strcmp(head, REPORT_PROGRAM_MARK) == 0;
}

struct status workplace_case(const char *name, const char *program, bool *there)
{
    struct buf path;

    *there = false;
    buf_init(&path, PATH_BYTES);
    struct status st = workplace_path(&path, name, "case.c");
    const char *at = buf_string(&path);
    if (!st.code && (!paths_exists(at) || is_ours(at))) {
        *there = program[0];
        if (program[0])
            st = savefile_replace(at, program, strlen(program));
        else
            (void)remove(at); /* none was there, most often */
    }
    buf_release(&path);
    return st;
}

struct status workplace_reset(const char *folder, const char *name, bool brief,
                              struct buf *kept)
{
    char own[EXERCISE_NAME + 4], aside[2 * EXERCISE_NAME];
    const time_t now = (time_t)clock_unix();
    struct tm local;
    struct buf path;
    bool fresh;

    snprintf(own, sizeof own, "%s.c", name);
    localtime_r(&now, &local);
    snprintf(aside, sizeof aside, "%s.%04d%02d%02d-%02d%02d%02d", own,
             local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
             local.tm_hour, local.tm_min, local.tm_sec);
    buf_init(&path, PATH_BYTES);
    struct status st = workplace_path(&path, name, own);
    if (!st.code && paths_exists(buf_string(&path))) {
        st = workplace_path(kept, name, aside);
        if (!st.code && rename(buf_string(&path), buf_string(kept)))
            st = status_fail(STATUS_IO, "cannot move %.300s: %s",
                             buf_string(&path), strerror(errno));
    }
    buf_release(&path);
    return st.code ? st : workplace_start(folder, name, brief, &fresh);
}

bool workplace_saved(const char *path, struct workplace_mark *seen)
{
    struct stat info;

    if (stat(path, &info))
        return false; /* an editor is in the middle of replacing it */
    const struct workplace_mark now = {.seconds = info.st_mtim.tv_sec,
                                       .nanoseconds = info.st_mtim.tv_nsec,
                                       .bytes = info.st_size,
                                       .inode = info.st_ino};
    const bool changed = now.seconds != seen->seconds ||
                         now.nanoseconds != seen->nanoseconds ||
                         now.bytes != seen->bytes || now.inode != seen->inode;
    *seen = now;
    return changed;
}
