#ifndef EXERCISES_SCRATCH_H
#define EXERCISES_SCRATCH_H

#include <stddef.h>

#include "engine/base/status.h"

/*
 * scratch.h - folders that jobs work in. What a job leaves there may be
 * hostile: nothing follows a link, and only plain files are read.
 */
enum { SCRATCH_PATH = 512 };

/* A new folder in $TMPDIR or /tmp that only we can list. */
struct status scratch_open(char path[SCRATCH_PATH]);
/* A folder `name` in it that belongs to the user of the sandbox. */
struct status scratch_folder(char out[SCRATCH_PATH], const char *path,
                             const char *name);
/* Removes a folder with all that is in it. */
void scratch_remove(const char *path);

struct status scratch_put(const char *folder, const char *name,
                          const void *data, size_t bytes);
/* Copies a file of ours, of at most a MiB, in there as `name`. */
struct status scratch_copy(const char *folder, const char *name,
                           const char *from);
/* Reads what a job made; the caller frees `*data`. */
struct status scratch_get(const char *folder, const char *name,
                          size_t limit_bytes, void **data, size_t *bytes);

#endif
