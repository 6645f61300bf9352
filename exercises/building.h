#ifndef EXERCISES_BUILDING_H
#define EXERCISES_BUILDING_H

#include <stdbool.h>

#include "exercises/sandbox.h"
#include "exercises/scratch.h"
#include "exercises/toolchain.h"

/*
 * building.h - compiling and linking in the sandbox: two builds of a file, a
 * plain one that is timed and compared, and one under sanitizers.
 */
enum building_kind { BUILDING_PLAIN, BUILDING_SANITIZED };

enum { BUILDING_LOG = 16384 };

struct building {
    struct toolchain tool;
    unsigned layers;
    bool strict;            /* every warning is an error */
    char log[BUILDING_LOG]; /* what the last step wrote */
};

struct status building_init(struct building *b, unsigned layers);

/* `folder`/`source` to `folder`/`object`. `*good` is false where the compiler
 * refused; then the log says why, and `*stopped` is set where a limit ended it.
 * Errors are ours: IO, UNSUPPORTED. */
struct status building_compile(struct building *b, enum building_kind kind,
                               const char *folder, const char *source,
                               const char *object, bool *good, bool *stopped);

/* Makes every name of `object` private but those of `exports`. */
struct status building_hide(struct building *b, const char *folder,
                            const char *object, const char *exports,
                            bool *good);

/* Links two objects, the second by its path in a folder that may be read. */
struct status building_link(struct building *b, enum building_kind kind,
                            const char *folder, const char *object,
                            const char *kit_folder, const char *kit,
                            const char *program, bool *good);

#endif
