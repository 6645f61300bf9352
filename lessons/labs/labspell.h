#ifndef LESSONS_LABS_LABSPELL_H
#define LESSONS_LABS_LABSPELL_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"

/* labspell.h - the spelling of run strings, without knowing any lab. */

/* Cuts either spelling into its parts: the name, then each "key=value" with
 * quotes and percents undone. Every part in `out` ends in '\0'.
 * Errors: BAD_USAGE, TOO_BIG. */
struct status labspell_cut(const char *run, struct buf *out, int *parts);

/* Appends `value` so that labspell_cut() gives it back. */
void labspell_add(struct buf *out, const char *value);

/* A letter more, less or another in each step from `a` to `b`. */
int labspell_distance(const char *a, const char *b);

/* Are these `bytes` valid UTF-8 without control characters? */
bool labspell_clean(const char *text, size_t bytes);

#endif
