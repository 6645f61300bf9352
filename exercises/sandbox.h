#ifndef EXERCISES_SANDBOX_H
#define EXERCISES_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "engine/base/status.h"

/*
 * sandbox.h - runs a program that is not trusted, for a caller with one
 * thread: it forks.
 *
 * Always: own session and process group, no descriptor but those given, fixed
 * environment, resource limits, a wall clock, every descendant killed at the
 * end, another user where the caller is root. On top, three layers of the
 * kernel, each of which may be missing on a machine:
 *   namespaces  an empty root with the toolchain and the job's folder in it, no
 *               network, no other process
 *   Landlock    no file outside of those, TCP and signals on newer kernels
 *   filter      a list of system calls (seccomp)
 */
enum sandbox_layer {
    SANDBOX_NAMESPACES = 1,
    SANDBOX_LANDLOCK = 2,
    SANDBOX_FILTER = 4,
    SANDBOX_ALL = 7
};

/* full: all; good: filter, and namespaces or Landlock 4; basic: the filter. */
enum sandbox_level { SANDBOX_NONE, SANDBOX_BASIC, SANDBOX_GOOD, SANDBOX_FULL };

enum sandbox_profile {
    SANDBOX_COMPILE, /* may start programs, writes in its folder */
    SANDBOX_RUN      /* starts nothing, writes nothing */
};

struct sandbox_limits {
    int cpu_s, wall_ms;
    size_t memory_bytes; /* of address space; 0: none, for sanitizers */
    size_t file_bytes;   /* largest file, and most output */
    int processes;       /* compile only */
};

struct sandbox_job {
    enum sandbox_profile profile;
    unsigned layers;         /* of enum sandbox_layer */
    const char *folder;      /* absolute; where it runs */
    const char *const *read; /* more paths to read and run; NULL ends them */
    char *const *argv;       /* argv[0] absolute */
    char *const *env;
    int channel;  /* becomes descriptor 3; -1: none */
    int out, err; /* become 1 and 2 */
    struct sandbox_limits limits;
};

struct sandbox_process {
    pid_t keeper;
    int control; /* closing it kills everything */
};

struct sandbox_end {
    bool started;   /* false: `why` says what of the sandbox failed */
    bool timed_out; /* wall clock */
    int code;       /* exit status, or -1 */
    int signal;     /* that killed it, or 0 */
    int left;       /* processes that had to be killed after its end */
    double cpu_s;
    char why[200];
};

struct sandbox_have {
    unsigned layers;
    int landlock; /* version of its interface, 0: none */
    enum sandbox_level level;
    char missing[3][200]; /* what follows where a layer is missing, or "" */
};

/* Starts it, or answers why it cannot. Errors: IO, UNSUPPORTED. */
struct status sandbox_start(struct sandbox_process *p,
                            const struct sandbox_job *job);
/* Waits for the end; the wall clock makes sure that there is one. */
struct status sandbox_wait(struct sandbox_process *p, struct sandbox_end *end);
/* Kills it first. */
struct status sandbox_stop(struct sandbox_process *p, struct sandbox_end *end);

/* Tries each layer with `program`, which must end with 0 when it is started
 * with the one argument "nothing". */
struct status sandbox_look(struct sandbox_have *have, const char *program);

enum sandbox_level sandbox_level_of(unsigned layers, int landlock);
const char *sandbox_level_name(enum sandbox_level level);

/* The user that jobs run as: the caller, or a throw-away one for root. */
uid_t sandbox_user(void);
/* Gives a folder just made to that user. */
struct status sandbox_own(const char *folder);

#endif
