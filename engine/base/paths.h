#ifndef ENGINE_BASE_PATHS_H
#define ENGINE_BASE_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * paths.h - where things are kept, by the XDG rules and Lathe's own variables.
 *
 * Each call appends a path to `out`, which the caller has initialised; nothing
 * is created. Errors: NOT_FOUND where neither a variable nor a home is set.
 */

/* $XDG_DATA_HOME/lathe/NAME, else ~/.local/share/lathe/NAME. */
struct status paths_data(struct buf *out, const char *name);
/* $XDG_CONFIG_HOME/lathe/NAME, else ~/.config/lathe/NAME. */
struct status paths_config(struct buf *out, const char *name);
/* $XDG_CACHE_HOME/lathe/NAME, else ~/.cache/lathe/NAME: made again when lost.
 */
struct status paths_cache(struct buf *out, const char *name);
/* $LATHE_HOME/NAME, else ~/lathe/NAME: the learner's own code. */
struct status paths_home(struct buf *out, const char *name);

/* What comes with the program, named as in its source tree, such as
 * "lessons/course": in $LATHE_SHARE, in ../share/lathe beside the program's
 * folder, in lathe/ of each of $XDG_DATA_DIRS, in
 * the source tree. The first that exists. Errors: NOT_FOUND, naming all. */
struct status paths_shipped(struct buf *out, const char *name);

/* A model called `name`: the path itself where it has a slash or exists, else
 * in the learner's models, $LATHE_MODELS, lathe/models of $XDG_DATA_DIRS and
 * the shipped ones. Errors: NOT_FOUND, naming the folders searched. */
struct status paths_model(struct buf *out, const char *name);

bool paths_exists(const char *path);

#endif
