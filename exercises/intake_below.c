/* intake_below.c - looks below a handle of a folder that is not trusted. */
#define _GNU_SOURCE 1
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exercises/intake_parts.h"

enum { MOST_ENTRIES = 10000 }; /* of one folder, looked at */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void intake_forget(struct intake_names *n)
{
    for (int i = 0; i < n->count; i++)
        free(n->name[i]);
    free(n->name);
    *n = (struct intake_names){NULL, 0};
}

static bool keep_name(struct intake_names *out, const char *name)
{
    if ((out->count & (out->count + 1)) == 0) { /* 0, 1, 3, 7, ... */
        char **more = realloc(out->name,
                              (size_t)(2 * out->count + 1) * sizeof *out->name);

        if (!more)
            return false;
        out->name = more;
    }
    out->name[out->count] = strdup(name);
    return out->name[out->count] && ++out->count;
}

/* Hidden entries are nobody's work. Takes over `fd`. */
struct status intake_list(struct intake_names *out, int fd)
{
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *e;
    struct status st = STATUS_OK;

    *out = (struct intake_names){NULL, 0};
    if (!dir) {
        st =
            status_fail(STATUS_IO, "cannot list a folder: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return st;
    }
    while (!st.code && (e = readdir(dir))) {
        if (e->d_name[0] == '.')
            continue;
        if (out->count == MOST_ENTRIES)
            st = status_fail(STATUS_TOO_BIG,
                             "a folder has more than %d "
                             "entries",
                             MOST_ENTRIES);
        else if (!keep_name(out, e->d_name))
            st = status_fail(STATUS_NO_MEMORY, "no memory for a list");
    }
    closedir(dir);
    if (st.code)
        intake_forget(out);
    else if (out->count)
        qsort(out->name, (size_t)out->count, sizeof *out->name, by_text);
    return st;
}

int intake_below(int dir, const char *name, int flags)
{
    return openat(dir, name,
                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
                      flags);
}

/* What an entry is, never through a link: a folder, a plain file, or ' '. */
char intake_kind(int dir, const char *name)
{
    struct stat info;

    if (fstatat(dir, name, &info, AT_SYMLINK_NOFOLLOW))
        return ' ';
    return S_ISDIR(info.st_mode) ? 'd' : S_ISREG(info.st_mode) ? 'f' : ' ';
}

/* A plain file whole, or NULL and why not. */
char *intake_read(int dir, const char *name, size_t limit,
                  struct intake_file *out)
{
    const int fd = intake_below(dir, name, 0);
    struct stat info;
    char *text = NULL;
    size_t done = 0;
    ssize_t n = 1;

    *out = (struct intake_file){.why = NULL};
    if (fd < 0 || fstat(fd, &info))
        out->why = errno == ELOOP ? "a link, which is not followed"
                                  : "it cannot be opened";
    else if (!S_ISREG(info.st_mode))
        out->why = "no plain file";
    else if (info.st_size < 0 || (size_t)info.st_size > limit)
        out->why = "larger than a file may be";
    else if (!(text = malloc((size_t)info.st_size + 1)))
        out->why = "no memory for it";
    while (text && done < (size_t)info.st_size && n > 0) {
        n = read(fd, text + done, (size_t)info.st_size - done);
        done += n > 0 ? (size_t)n : 0;
    }
    if (text && n < 0) {
        out->why = "it cannot be read";
        free(text);
        text = NULL;
    }
    if (fd >= 0)
        close(fd);
    if (text) {
        text[done] = '\0';
        out->at = info.st_mtime;
    }
    out->bytes = done;
    return text;
}
