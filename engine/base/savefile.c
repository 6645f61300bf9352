#include "engine/base/savefile.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".part"

static struct status fail(const char *what, const char *path)
{
    return status_fail(STATUS_IO, "cannot %s %s: %s", what, path,
                       strerror(errno));
}

struct status savefile_open(struct savefile *s, const char *path)
{
    const size_t room = strlen(path) + 32;

    *s =
        (struct savefile){.fd = -1, .path = strdup(path), .temp = malloc(room)};
    if (!s->path || !s->temp) {
        savefile_abandon(s);
        return status_fail(STATUS_NO_MEMORY, "cannot write %s", path);
    }
    snprintf(s->temp, room, "%s.%ld" PART, path, (long)getpid());
    s->fd = open(s->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (s->fd < 0) {
        const struct status st = fail("write", path);
        free(s->temp); /* nothing was made: nothing to remove */
        s->temp = NULL;
        savefile_abandon(s);
        return st;
    }
    return STATUS_OK;
}

void savefile_write(struct savefile *s, const void *data, size_t bytes)
{
    const char *at = data;

    assert(s->fd >= 0);
    while (bytes && !s->status.code) {
        const ssize_t done = write(s->fd, at, bytes);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            s->status = fail("write", s->path);
            return;
        }
        at += done;
        bytes -= (size_t)done;
    }
}

/* A rename is only on the disk once its folder is. */
static struct status sync_folder_of(const char *path)
{
    char *copy = strdup(path);
    struct status st = STATUS_OK;

    if (!copy)
        return status_fail(STATUS_NO_MEMORY, "cannot write %s", path);
    const int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd))
        st = fail("sync the folder of", path);
    if (fd >= 0)
        close(fd);
    free(copy);
    return st;
}

struct status savefile_commit(struct savefile *s)
{
    assert(s->fd >= 0);
    /* After a failed fsync the pages may be gone: never retry, start anew. */
    if (!s->status.code && fsync(s->fd))
        s->status = fail("sync", s->path);
    if (close(s->fd) && !s->status.code)
        s->status = fail("close", s->path);
    s->fd = -1;
    if (!s->status.code && rename(s->temp, s->path))
        s->status = fail("replace", s->path);

    struct status st = s->status;
    if (!st.code) {
        free(s->temp);
        s->temp = NULL; /* it is the target now */
        st = sync_folder_of(s->path);
    }
    savefile_abandon(s);
    return st;
}

void savefile_abandon(struct savefile *s)
{
    if (s->fd >= 0)
        close(s->fd);
    if (s->temp)
        unlink(s->temp);
    free(s->temp);
    free(s->path);
    *s = (struct savefile){.fd = -1};
}

struct status savefile_replace(const char *path, const void *data, size_t bytes)
{
    struct savefile s;

    STATUS_TRY(savefile_open(&s, path));
    savefile_write(&s, data, bytes);
    return savefile_commit(&s);
}

struct status savefile_folder(const char *path)
{
    char *copy = strdup(path);
    struct status st = STATUS_OK;

    if (!copy)
        return status_fail(STATUS_NO_MEMORY, "cannot make folder %s", path);
    for (char *at = copy + 1; !st.code; at++) {
        const char kept = *at;

        if (kept != '/' && kept != '\0')
            continue;
        *at = '\0';
        if (mkdir(copy, 0755) && errno != EEXIST)
            st = fail("make folder", copy);
        *at = kept;
        if (kept == '\0')
            break;
    }
    struct stat info;
    if (!st.code && (stat(path, &info) || !S_ISDIR(info.st_mode)))
        st = status_fail(STATUS_IO, "cannot make folder %s: a file is there",
                         path);
    free(copy);
    return st;
}

/* "NAME.PROCESS.part", as savefile_open() names it. */
static bool is_unfinished(const char *name)
{
    const size_t bytes = strlen(name), end = sizeof PART - 1;

    if (bytes <= end || strcmp(name + bytes - end, PART) != 0)
        return false;
    size_t at = bytes - end;
    while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
        at--;
    return at < bytes - end && at > 1 && name[at - 1] == '.';
}

void savefile_sweep(const char *folder)
{
    DIR *d = opendir(folder);

    if (!d)
        return;
    for (const struct dirent *e; (e = readdir(d));)
        if (is_unfinished(e->d_name))
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}
