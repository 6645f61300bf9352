#ifndef EXERCISES_PATCH_H
#define EXERCISES_PATCH_H

#include <stdbool.h>

#include "engine/base/arena.h"
#include "engine/base/status.h"

/*
 * patch.h - applies a mutant: a small change of one source file that says in
 * words what it gets wrong.
 *
 *   mistake: the scores are not divided
 *   say: what a learner who made it should hear
 *   @@
 *   -a line of the source
 *   +the line that takes its place
 *    a line that stays, to find the place by
 *
 * A hunk has no line numbers: the lines it takes away or keeps must stand in
 * the source exactly once, behind the hunk before.
 */
struct patch_line {
    const char *text;
    bool changed; /* new; where a hunk only takes away, the line after it */
};

struct patch_result {
    const char *mistake, *say;
    struct patch_line *lines;
    int line_count;
};

enum { PATCH_MAX_LINES = 2000 };

/* Everything in `out` lives in `a`; `path` names the patch in messages.
 * Errors: BAD_FILE with file and line, NO_MEMORY. */
struct status patch_apply(struct patch_result *out, struct arena *a,
                          const char *path, const char *patch,
                          const char *source);

/* Cuts a text of the arena into lines, in place. Errors: -1 past `most`. */
int patch_cut(char *text, char **lines, int most);

#endif
