/* sandbox_landlock.c - layer 2: which files the process may touch. Constants
 * are our own, because the headers of Debian 12 end at version 2. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "exercises/sandbox_parts.h"

#ifndef __NR_landlock_create_ruleset
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule       445
#define __NR_landlock_restrict_self  446
#endif

enum {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    REMOVE_DIR = 1 << 4,
    REMOVE_FILE = 1 << 5,
    MAKE_DIR = 1 << 7,
    MAKE_REG = 1 << 8,
    TRUNCATE = 1 << 14,
    OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE,
    LOOK = EXECUTE | READ_FILE | READ_DIR,
    WORK = LOOK | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG |
           TRUNCATE
};

struct ruleset {
    uint64_t files, net, scoped;
};

struct beneath {
    uint64_t access;
    int32_t parent;
} __attribute__((packed));

int sandbox_landlock_version(void)
{
    const long v = syscall(__NR_landlock_create_ruleset, NULL, 0, 1);

    return v < 0 ? 0 : (int)v;
}

/* All that this version knows of is forbidden; rules allow again. */
static int make(int version, uint64_t *files)
{
    struct ruleset r = {.files = (1u << 13) - 1, .net = 3, .scoped = 3};

    if (version >= 2)
        r.files |= 1 << 13;
    if (version >= 3)
        r.files |= TRUNCATE;
    if (version >= 5)
        r.files |= 1 << 15;
    *files = r.files;
    return (int)syscall(__NR_landlock_create_ruleset, &r,
                        version >= 6   ? sizeof r
                        : version >= 4 ? (size_t)16
                                       : (size_t)8,
                        0);
}

/* A path that is not there needs no rule. */
static int allow(int rules, const char *path, uint64_t access)
{
    struct stat info;
    struct beneath b = {access, open(path, O_PATH | O_CLOEXEC)};

    if (b.parent < 0)
        return errno == ENOENT || errno == EACCES ? 0 : -1;
    if (fstat(b.parent, &info) == 0 && !S_ISDIR(info.st_mode))
        b.access &= OF_FILES;
    const long failed = syscall(__NR_landlock_add_rule, rules, 1, &b, 0);
    close(b.parent);
    return (int)failed;
}

const char *sandbox_landlock(const struct sandbox_job *job)
{
    const int version = sandbox_landlock_version();
    const uint64_t work = job->profile == SANDBOX_COMPILE ? WORK : LOOK;
    uint64_t all;
    int bad = 0;

    if (!version)
        return "Landlock";
    const int rules = make(version, &all);
    if (rules < 0)
        return "Landlock";
    for (const char *const *p = sandbox_roots(); *p; p++)
        bad |= allow(rules, *p, LOOK);
    for (const char *const *p = job->read; p && *p; p++)
        bad |= allow(rules, *p, LOOK);
    bad |= allow(rules, job->folder, work & all);
    bad |= allow(rules, "/proc/self", READ_FILE | READ_DIR);
    bad |= allow(rules, "/dev/null", READ_FILE | WRITE_FILE);
    bad |= allow(rules, "/dev/urandom", READ_FILE);
    if (!bad)
        bad = (int)syscall(__NR_landlock_restrict_self, rules, 0);
    close(rules);
    return bad ? "Landlock" : NULL;
}
