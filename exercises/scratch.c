#define _GNU_SOURCE 1
#include "exercises/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/filemap.h"
#include "exercises/sandbox.h"

#define PREFIX "lathe-judge-"

enum { MOST_DEPTH = 16, SOURCE_BYTES = 1 << 20 };

static struct status failed(const char *what, const char *on)
{
    return status_fail(STATUS_IO, "cannot %s %.300s: %s", what, on,
                       strerror(errno));
}

static void remove_in(int parent, const char *name, int depth)
{
    const int fd =
        openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *e;

    while (dir && depth < MOST_DEPTH && (e = readdir(dir))) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (unlinkat(dirfd(dir), e->d_name, 0) && errno != ENOENT)
            remove_in(dirfd(dir), e->d_name, depth + 1);
    }
    if (dir)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
    unlinkat(parent, name, AT_REMOVEDIR);
}

/* Removes what judges of ours left behind that were killed: their number is in
 * the name. */
static void sweep(const char *where)
{
    DIR *dir = opendir(where);
    const struct dirent *e;

    while (dir && (e = readdir(dir))) {
        struct stat info;
        char *end;

        if (strncmp(e->d_name, PREFIX, strlen(PREFIX)) != 0)
            continue;
        const long pid = strtol(e->d_name + strlen(PREFIX), &end, 10);
        if (*end == '-' && pid > 0 && kill((pid_t)pid, 0) && errno == ESRCH &&
            !fstatat(dirfd(dir), e->d_name, &info, AT_SYMLINK_NOFOLLOW) &&
            S_ISDIR(info.st_mode) && info.st_uid == geteuid())
            remove_in(dirfd(dir), e->d_name, 0);
    }
    if (dir)
        closedir(dir);
}

struct status scratch_open(char path[SCRATCH_PATH])
{
    const char *where = getenv("TMPDIR");

    if (!where || where[0] != '/' || strlen(where) > SCRATCH_PATH / 2)
        where = "/tmp";
    sweep(where);
    snprintf(path, SCRATCH_PATH, "%s/" PREFIX "%d-XXXXXX", where,
             (int)getpid());
    if (!mkdtemp(path))
        return failed("make", path);
    /* Another user works below it when we are root. */
    if (chmod(path, geteuid() ? 0700 : 0711))
        return failed("open", path);
    return STATUS_OK;
}

struct status scratch_folder(char out[SCRATCH_PATH], const char *path,
                             const char *name)
{
    if (snprintf(out, SCRATCH_PATH, "%s/%s", path, name) >= SCRATCH_PATH)
        return status_fail(STATUS_TOO_BIG, "the path %.200s is too long", path);
    if (mkdir(out, 0700))
        return failed("make", out);
    return sandbox_own(out);
}

void scratch_remove(const char *path)
{
    if (path[0] == '/')
        remove_in(AT_FDCWD, path, 0);
}

static int open_folder(const char *path)
{
    return open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

struct status scratch_put(const char *folder, const char *name,
                          const void *data, size_t bytes)
{
    const int dir = open_folder(folder);

    if (dir < 0)
        return failed("open", folder);
    unlinkat(dir, name, 0);
    const int fd = openat(
        dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    const bool good = fd >= 0 && write(fd, data, bytes) == (ssize_t)bytes &&
                      !fchmod(fd, 0644);
    const struct status st = good ? STATUS_OK : failed("write", name);
    if (fd >= 0)
        close(fd);
    close(dir);
    return st;
}

struct status scratch_copy(const char *folder, const char *name,
                           const char *from)
{
    struct filemap map;

    STATUS_TRY(filemap_open(&map, from, SOURCE_BYTES));
    const struct status st = scratch_put(folder, name, map.data, map.bytes);
    filemap_close(&map);
    return st;
}

struct status scratch_get(const char *folder, const char *name,
                          size_t limit_bytes, void **data, size_t *bytes)
{
    const int dir = open_folder(folder);
    const int fd =
        dir < 0
            ? -1
            : openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat info = {0};
    struct status st = STATUS_OK;

    *data = NULL;
    if (fd < 0 || fstat(fd, &info)) {
        st = failed("read", name);
    } else if (!S_ISREG(info.st_mode) || (size_t)info.st_size > limit_bytes) {
        st = status_fail(STATUS_BAD_FILE, "%s is no file of a fitting size",
                         name);
    } else {
        *bytes = (size_t)info.st_size;
        *data = malloc(*bytes + 1);
        if (!*data)
            st = status_fail(STATUS_NO_MEMORY, "no memory for %s", name);
        else if (read(fd, *data, *bytes) != (ssize_t)*bytes)
            st = failed("read", name);
    }
    if (st.code) {
        free(*data);
        *data = NULL;
    }
    if (fd >= 0)
        close(fd);
    if (dir >= 0)
        close(dir);
    return st;
}
