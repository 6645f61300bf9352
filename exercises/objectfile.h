#ifndef EXERCISES_OBJECTFILE_H
#define EXERCISES_OBJECTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/*
 * objectfile.h - what a compiled file of a learner gives and wants, before it
 * is linked: the names of an ELF64 object of this machine.
 *
 * The bytes are not trusted: a source with assembly in it can shape them.
 */
struct objectfile_name {
    const char *text; /* in the file's bytes */
    bool defined;     /* it gives the name; else it wants it */
    bool function;
    bool chosen_late; /* a resolver of the file decides what it is */
};

enum { OBJECTFILE_NAMES = 512, OBJECTFILE_BYTES = 64 << 20 };

struct objectfile {
    struct objectfile_name name[OBJECTFILE_NAMES]; /* visible to others */
    int names;
    bool runs_alone; /* constructors, destructors */
};

/* Errors: BAD_FILE, TOO_BIG. The names point into `data`. */
struct status objectfile_read(struct objectfile *o, const void *data,
                              size_t bytes);

/* Is that what an exercise may hold? `exports`: the names that it asks for,
 * with a blank between. Answers "" or one sentence that teaches. `extra` is set
 * where it gives names that nobody asked for. */
void objectfile_judge(const struct objectfile *o, const char *exports,
                      bool *extra, char say[400]);

#endif
