#ifndef LESSONS_CLAIMCHECK_H
#define LESSONS_CLAIMCHECK_H

#include "lessons/coursecheck.h"

/* claimcheck.h - runs the lab at `block` of a step with each seed: its claims
 * must hold, and the guesses above it must find what they ask for.
 * Errors: CANCELLED, NO_MEMORY; all else becomes a fault of `c`. */
struct status claimcheck_lab(struct coursecheck *c, const struct lesson *l,
                             const struct lesson_step *s, int block);

#endif
