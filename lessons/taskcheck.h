#ifndef LESSONS_TASKCHECK_H
#define LESSONS_TASKCHECK_H

#include <jansson.h>

#include "lessons/coursecheck.h"

/*
 * taskcheck.h - can a task be done, and is it one? Its knobs are those of the
 * lab, the lab as it stands does not solve it, and its proof does, with every
 * seed.
 */

/* Looks at the task at `block` without running anything. */
void taskcheck_look(struct coursecheck *c, const struct lesson *l,
                    const struct lesson_step *s, int block);

/* `run` is what the lab at `lab` gave as it stands: no task above it is solved
 * by that. */
void taskcheck_unsolved(struct coursecheck *c, const struct lesson *l,
                        const struct lesson_step *s, int lab, int seed,
                        const json_t *run);

/* Runs the proofs of the tasks above the lab at `lab`. Errors: CANCELLED,
 * NO_MEMORY; all else becomes a fault of `c`. */
struct status taskcheck_proofs(struct coursecheck *c, const struct lesson *l,
                               const struct lesson_step *s, int lab);

#endif
