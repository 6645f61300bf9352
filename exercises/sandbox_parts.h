#ifndef EXERCISES_SANDBOX_PARTS_H
#define EXERCISES_SANDBOX_PARTS_H

#include "exercises/sandbox.h"

/*
 * sandbox_parts.h - the layers, each called in the child that it binds. They
 * answer NULL, or what failed, with errno.
 */
enum {
    SANDBOX_CHANNEL = 3,
    SANDBOX_EXE = 200,    /* the program, while it is started */
    SANDBOX_TROUBLE = 201 /* where a failed start is reported */
};

/* What both profiles may read: libraries, compiler, headers. NULL ends it. */
const char *const *sandbox_roots(void);

/* A fresh root for a process in new user, mount and pid namespaces. */
const char *sandbox_mounts(const struct sandbox_job *job);

/* Version of Landlock here, 0 for none. */
int sandbox_landlock_version(void);
const char *sandbox_landlock(const struct sandbox_job *job);

const char *sandbox_filter(enum sandbox_profile profile);

#endif
