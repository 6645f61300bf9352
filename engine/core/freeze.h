#ifndef ENGINE_CORE_FREEZE_H
#define ENGINE_CORE_FREEZE_H

#include "engine/core/params.h"

/*
 * freeze.h - which parameters a training moves, told by their names.
 *
 * A list of shell patterns with commas between them, "blocks.5.*,head.*": what
 * one of them matches is trained, everything else stands still. A * goes across
 * dots; "*.bias" are the biases alone.
 */

/* Answers in `*numbers` how many numbers are trained from now on. Errors:
 * BAD_USAGE for a list that is empty or too long; NOT_FOUND where a pattern
 * matches no parameter that can be trained, naming it. Nothing is changed
 * then. */
struct status freeze_all_but(struct params *ps, const char *list,
                             int64_t *numbers);

#endif
