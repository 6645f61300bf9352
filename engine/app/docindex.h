#ifndef ENGINE_APP_DOCINDEX_H
#define ENGINE_APP_DOCINDEX_H

#include "engine/app/docstore.h"
#include "engine/core/hook.h"

/*
 * docindex.h - brings a store up to date with a folder: reads only what has
 * changed, forgets what is gone.
 *
 * Files are committed in batches, so that a run that was killed goes on where
 * its last batch ended. Names that begin with a full stop are passed over, and
 * links are not followed: what they lead to is met where it lies, or lies
 * outside. Memory: that of the largest file.
 */
struct docindex_settings {
    struct passages_settings passages; /* `by` of files without headings */
    size_t limit_bytes;                /* of a file */
    const struct hook *hook;           /* asked before every file, or NULL */
    /* Told of each file that could not be taken and why, or NULL. */
    void (*refused)(void *user, struct status why);
    /* Told after each file, or NULL. */
    void (*met)(void *user, const char *path, int64_t files);
    void *user;
};

struct docindex_result {
    int64_t files;    /* met */
    int64_t same;     /* not read again */
    int64_t read;     /* new or changed, and taken */
    int64_t refused;  /* read, or not to be read, and not taken */
    int64_t gone;     /* forgotten */
    int64_t links;    /* not followed */
    int64_t repaired; /* files with bytes that were no UTF-8 */
    int64_t bytes;    /* of text taken */
};

/* `folder` may be one file. Errors: NOT_FOUND and IO (the folder), TOO_BIG (a
 * path), CANCELLED, those of db.h; what was committed stays. */
struct status docindex_run(struct docstore *s, const char *folder,
                           const struct docindex_settings *how,
                           struct docindex_result *out);

#endif
