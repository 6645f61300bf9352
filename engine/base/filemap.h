#ifndef ENGINE_BASE_FILEMAP_H
#define ENGINE_BASE_FILEMAP_H

#include <stddef.h>

#include "engine/base/status.h"

/* filemap.h - a whole file as read-only bytes, without copying it. */
struct filemap {
    const unsigned char *data; /* NULL for an empty file */
    size_t bytes;
};

/* Opens a regular file of at most `limit_bytes`.
 * Errors: NOT_FOUND, IO, TOO_BIG, BAD_FILE (a folder, a pipe). */
struct status filemap_open(struct filemap *m, const char *path,
                           size_t limit_bytes);
void filemap_close(struct filemap *m);

#endif
