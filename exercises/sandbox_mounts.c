/* sandbox_mounts.c - layer 1: a root of its own. The process is already in new
 * user, mount and pid namespaces, where it may mount. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "exercises/sandbox_parts.h"

#define OLD "/old"

#ifndef __NR_mount_setattr
#define __NR_mount_setattr 442
#endif

enum {
    ATTR_RDONLY = 0x1,
    ATTR_NOSUID = 0x2,
    ATTR_NODEV = 0x4,
    ATTR_NOSYMFOLLOW = 0x200000,
    ALL_BELOW = 0x8000
};

struct attributes {
    uint64_t set, clear, propagation, userns;
};

static int restrict_mount(const char *path, uint64_t set)
{
    struct attributes a = {.set = set};

    return (int)syscall(__NR_mount_setattr, AT_FDCWD, path, ALL_BELOW, &a,
                        sizeof a);
}

/* Makes the folders above the last part of `path`, and it too for a folder. */
static int make_way(const char *path, bool folder)
{
    char part[PATH_MAX];
    const size_t n = strlen(path);

    if (n >= sizeof part)
        return -1;
    memcpy(part, path, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (part[i] != '/' && part[i] != '\0')
            continue;
        if (i == n && !folder)
            break;
        part[i] = '\0';
        if (mkdir(part, 0755) && errno != EEXIST)
            return -1;
        part[i] = path[i];
    }
    return 0;
}

static int make_file(const char *path)
{
    const int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

    return fd < 0 ? -1 : close(fd);
}

/* The old root's `path` at the same place of the new one. A link stays a
 * link; what is not there is left out. */
static int show(const char *path, uint64_t attributes)
{
    char from[PATH_MAX], link[PATH_MAX];
    struct stat info;

    if (snprintf(from, sizeof from, OLD "%s", path) >= (int)sizeof from)
        return -1;
    if (lstat(from, &info))
        return errno == ENOENT || errno == EACCES ? 0 : -1;
    if (make_way(path, S_ISDIR(info.st_mode)))
        return -1;
    if (S_ISLNK(info.st_mode)) {
        const ssize_t n = readlink(from, link, sizeof link - 1);

        if (n < 0)
            return -1;
        link[n] = '\0';
        return symlink(link, path) && errno != EEXIST ? -1 : 0;
    }
    if (!S_ISDIR(info.st_mode) && make_file(path))
        return -1;
    if (mount(from, path, NULL, MS_BIND | MS_REC, NULL))
        return -1;
    return restrict_mount(path, attributes);
}

static int new_root(void)
{
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
                   mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV,
                         "size=1m,mode=755") ||
                   mkdir("/tmp" OLD, 0700) ||
                   syscall(SYS_pivot_root, "/tmp", "/tmp" OLD) || chdir("/")
               ? -1
               : 0;
}

const char *sandbox_mounts(const struct sandbox_job *job)
{
    const uint64_t look = ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV;
    const uint64_t work =
        ATTR_NOSUID | ATTR_NODEV | ATTR_NOSYMFOLLOW |
        (job->profile == SANDBOX_RUN ? (uint64_t)ATTR_RDONLY : 0);
    int bad = 0;

    if (new_root())
        return "a root of its own";
    for (const char *const *p = sandbox_roots(); *p; p++)
        bad |= show(*p, look);
    for (const char *const *p = job->read; p && *p; p++)
        bad |= show(*p, look);
    if (bad)
        return "read-only mounts";
    if (show(job->folder, work))
        return "the mount of the job's folder";
    if (show("/dev/null", ATTR_NOSUID) || show("/dev/urandom", look & ~4u))
        return "the mount of /dev/null";
    if (mkdir("/proc", 0755) ||
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
        return "/proc";
    if (umount2(OLD, MNT_DETACH) || rmdir(OLD) ||
        mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL))
        return "hiding the old root";
    return NULL;
}
