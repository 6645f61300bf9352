#ifndef EXERCISES_INTAKE_PARTS_H
#define EXERCISES_INTAKE_PARTS_H

#include "exercises/intake.h"

/* intake_parts.h - reading below a handle, following no link, for intake.c. */

/* Names as the folder has them, sorted: a run does not depend on the disk. */
struct intake_names {
    char **name;
    int count;
};

/* Hidden entries are nobody's work. Takes over `fd`. Errors: IO, TOO_BIG,
 * NO_MEMORY. */
struct status intake_list(struct intake_names *out, int fd);
void intake_forget(struct intake_names *names);

int intake_below(int dir, const char *name, int flags);

/* What an entry is: 'd' a folder, 'f' a plain file, ' ' anything else. */
char intake_kind(int dir, const char *name);

/* A plain file whole, or NULL and why not. Owner of the text: the caller. */
struct intake_file {
    size_t bytes;
    int64_t at; /* it was written */
    const char *why;
};
char *intake_read(int dir, const char *name, size_t limit,
                  struct intake_file *out);

#endif
