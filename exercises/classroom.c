#define _GNU_SOURCE 1
#include "exercises/classroom.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/filemap.h"
#include "engine/base/paths.h"
#include "engine/base/savefile.h"
#include "exercises/intake_parts.h"

#define ENDING ".lathe"

enum { PATH_BYTES = 8192, LINE_BYTES = 400, KEPT_BYTES = 8192 };

/* --- a learner
 * ---------------------------------------------------------------- */

static struct status plain_name(const char *name)
{
    const size_t n = strlen(name);
    bool good = n > 0 && n < CLASSROOM_NAME && *name != '.' && *name != '-';

    for (const char *at = name; *at; at++)
        good = good && (unsigned char)*at >= ' ' && *at != 0x7f && *at != '/';
    return good ? STATUS_OK
                : status_fail(STATUS_BAD_USAGE,
                              "a name has 1 to %d bytes without a slash or a "
                              "control character, and begins with neither . "
                              "nor -",
                              CLASSROOM_NAME - 1);
}

struct status classroom_join(const char *folder, const char *name)
{
    struct stat info;
    struct buf path, text;

    STATUS_TRY(plain_name(name));
    char *real = realpath(folder, NULL);
    if (!real || stat(real, &info) || !S_ISDIR(info.st_mode) ||
        strchr(real, '\n')) {
        free(real);
        return status_fail(STATUS_NOT_FOUND, "there is no folder %.300s",
                           folder);
    }
    buf_init(&path, PATH_BYTES);
    buf_init(&text, KEPT_BYTES);
    buf_printf(&text, "%s\n%s\n", real, name);
    free(real);
    struct status st = buf_status(&text);
    if (!st.code)
        st = paths_config(&path, "");
    if (!st.code)
        st = savefile_folder(buf_string(&path));
    buf_clear(&path);
    if (!st.code)
        st = paths_config(&path, "class");
    if (!st.code)
        st = savefile_replace(buf_string(&path), buf_string(&text), text.bytes);
    buf_release(&path);
    buf_release(&text);
    return st;
}

/* Appends the path of the learner's file; nothing where nobody joined. */
static struct status own_file(struct buf *out)
{
    struct filemap map;
    struct buf path, text;

    buf_init(&path, PATH_BYTES);
    buf_init(&text, KEPT_BYTES);
    struct status st = paths_config(&path, "class");
    if (!st.code)
        st = filemap_open(&map, buf_string(&path), KEPT_BYTES);
    if (!st.code) {
        buf_add(&text, map.data, map.bytes);
        filemap_close(&map);
    }
    if (st.code == STATUS_NOT_FOUND)
        st = STATUS_OK;
    const char *folder = buf_string(&text);
    const size_t n = strcspn(folder, "\n");
    if (!st.code && folder[n]) {
        const char *name = folder + n + 1;

        buf_printf(out, "%.*s/%.*s" ENDING, (int)n, folder,
                   (int)strcspn(name, "\n"), name);
    }
    buf_release(&path);
    buf_release(&text);
    return st.code ? st : buf_status(out);
}

struct status classroom_leave(bool *was_in)
{
    struct buf path;

    buf_init(&path, PATH_BYTES);
    struct status st = own_file(&path);
    *was_in = path.bytes > 0;
    if (!st.code && *was_in && unlink(buf_string(&path)) && errno != ENOENT)
        st = status_fail(STATUS_IO, "cannot remove %.300s: %s",
                         buf_string(&path), strerror(errno));
    buf_clear(&path);
    if (!st.code)
        st = paths_config(&path, "class");
    if (!st.code && unlink(buf_string(&path)) && errno != ENOENT)
        st = status_fail(STATUS_IO, "cannot remove %.300s: %s",
                         buf_string(&path), strerror(errno));
    buf_release(&path);
    return st;
}

struct status classroom_tell(const struct report *r)
{
    char line[LINE_BYTES];
    const char *failing = r->passed ? "-" : r->cases ? "the-end" : "build";
    struct buf path;
    int good = 0;

    for (int k = r->cases - 1; k >= 0; k--) {
        if (r->list[k].verdict == REPORT_PASS)
            good++;
        else
            failing = r->list[k].id;
    }
    buf_init(&path, PATH_BYTES);
    struct status st = own_file(&path);
    const int n =
        snprintf(line, sizeof line, "lathe-class 1 %" PRId64 " %s %d %d %s\n",
                 clock_unix(), r->exercise, good, r->cases, failing);
    if (!st.code && path.bytes)
        st = savefile_replace(buf_string(&path), line, (size_t)n);
    buf_release(&path);
    return st.code ? status_within(st, "class") : st;
}

/* --- a teacher
 * ---------------------------------------------------------------- */

/* The line as classroom_tell() writes it, and nothing else. */
static bool read_line(struct classroom_person *p, const char *text)
{
    int end = 0;

    if (sscanf(text,
               "lathe-class 1 %19" SCNd64 " %63[a-z0-9-] %4d %4d "
               "%23[a-zA-Z0-9_-]%n",
               &p->at, p->exercise, &p->good, &p->cases, p->failing,
               &end) != 5 ||
        strcmp(text + end, "\n") != 0)
        return false;
    if (strcmp(p->failing, "-") == 0)
        p->failing[0] = '\0';
    return p->at >= 0 && p->good >= 0 && p->cases >= p->good &&
           p->cases <= REPORT_CASES;
}

static void read_person(struct classroom *out, int dir, const char *name)
{
    struct classroom_person *p = &out->person[out->people];
    const size_t n = strlen(name) - strlen(ENDING);
    struct intake_file read;
    char *text = intake_read(dir, name, LINE_BYTES, &read);

    if (text && strlen(text) == read.bytes && n < CLASSROOM_NAME &&
        out->people < CLASSROOM_PEOPLE && read_line(p, text)) {
        report_clean(p->name, sizeof p->name, name, n);
        out->people++;
    } else {
        out->others++;
    }
    free(text);
}

struct status classroom_read(struct classroom *out, const char *folder)
{
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int dir = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 0);
    struct intake_names names;

    *out = (struct classroom){.people = 0};
    if (dir < 0) {
        const int why = errno;

        if (fd >= 0)
            close(fd);
        return status_fail(STATUS_NOT_FOUND,
                           "cannot open the folder %.300s: %s", folder,
                           strerror(why));
    }
    const struct status st = intake_list(&names, fd);
    for (int i = 0; i < names.count; i++) {
        const size_t n = strlen(names.name[i]), e = strlen(ENDING);

        if (n > e && strcmp(names.name[i] + n - e, ENDING) == 0)
            read_person(out, dir, names.name[i]);
    }
    intake_forget(&names);
    close(dir);
    return st;
}

int classroom_stuck(const struct classroom *c, int *example)
{
    int most = 0;

    for (int i = 0; i < c->people; i++) {
        const struct classroom_person *p = &c->person[i];
        int same = 0;

        for (int k = 0; k < c->people && p->failing[0]; k++)
            same += strcmp(c->person[k].exercise, p->exercise) == 0 &&
                    strcmp(c->person[k].failing, p->failing) == 0;
        if (same > most) {
            most = same;
            *example = i;
        }
    }
    return most;
}
