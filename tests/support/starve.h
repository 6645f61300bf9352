#ifndef TESTS_SUPPORT_STARVE_H
#define TESTS_SUPPORT_STARVE_H

#include "engine/base/status.h"

/*
 * starve.h - memory ends at every point in turn: allocation N and all after it
 * fail, for N = 0, 1, ... until nothing fails. Linking it wraps malloc(),
 * calloc(), realloc(), aligned_alloc() and strdup().
 */

/* Every run of `flow` must end with a reason or finish; at least `at_least`
 * must have failed. LeakSanitizer watches where a build has it. */
void starve(struct status (*flow)(void), int at_least);

/* Lets jansson take part; before its first use. */
void starve_json(void);

#endif
