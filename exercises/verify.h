#ifndef EXERCISES_VERIFY_H
#define EXERCISES_VERIFY_H

#include <stdbool.h>

#include "engine/base/status.h"
#include "exercises/judge.h"

/*
 * verify.h - is an exercise fair? Its starters build and fail with words, its
 * solution passes with every warning an error and under sanitizers, every
 * mutant fails and is like no other, every accepted variant passes, and its
 * texts are there, task.md among them.
 */
enum { VERIFY_MUTANTS = 5, VERIFY_ACCEPTED = 2, VERIFY_HINTS = 3 };

/* Told of each claim as it is decided; `why` is "" for a good one. */
typedef void verify_tell(void *context, const char *claim, bool good,
                         const char *why);

/* `*faults` counts the claims that do not hold. Errors: of the judge, or an
 * exercise that cannot be opened at all. */
struct status verify_exercise(struct judge *j, const char *folder,
                              verify_tell *tell, void *context, int *faults);

#endif
