#ifndef TUI_COMMANDS_INDEXFILE_H
#define TUI_COMMANDS_INDEXFILE_H

#include <jansson.h>

#include "engine/app/docstore.h"

/* indexfile.h - what `lathe index`, `search` and `ask` share: where the index
 * lies, and how a passage is cited. */

/* `path` or the learner's own index. With `must` it has to be there already
 * (NOT_FOUND). */
struct status indexfile_open(struct docstore *s, const char *path, bool must);

/* Owns what it points at; release with free(). */
struct status indexfile_filter(const char *under, const char *kind,
                               struct docstore_filter *out, char **owned);

/* {"path", "start", "end", "line", "title", "text", "score"} */
json_t *indexfile_citation(const struct docstore_passage *p);

/* "gone", "changed" since it was read, or NULL. Static. */
const char *indexfile_stale(struct docstore *s,
                            const struct docstore_passage *p);

#endif
