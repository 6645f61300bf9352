#ifndef ENGINE_BASE_SAVEFILE_H
#define ENGINE_BASE_SAVEFILE_H

#include <stddef.h>

#include "engine/base/status.h"

/*
 * savefile.h - replaces a file so that a crash, a full disk or a power cut
 * leaves the old one or the new one, never half of either.
 *
 * Written beside the target, synced, renamed over it, folder synced. The
 * first failed write is kept; savefile_commit() reports it and leaves the old
 * file alone.
 */
struct savefile {
    int fd; /* -1 when closed */
    char *path, *temp;
    struct status status; /* sticky */
};

struct status savefile_open(struct savefile *s, const char *path);
void savefile_write(struct savefile *s, const void *data, size_t bytes);

/* Ends it, one of the two, always. */
struct status savefile_commit(struct savefile *s);
void savefile_abandon(struct savefile *s);

/* The three steps in one. */
struct status savefile_replace(const char *path, const void *data,
                               size_t bytes);

/* Makes `path` and the folders above it, as mkdir -p does. */
struct status savefile_folder(const char *path);

/* Removes the unfinished files that killed processes left in `folder`. Nobody
 * else may be writing there. */
void savefile_sweep(const char *folder);

#endif
