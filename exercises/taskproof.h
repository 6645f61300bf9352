#ifndef EXERCISES_TASKPROOF_H
#define EXERCISES_TASKPROOF_H

#include "engine/base/status.h"

/*
 * taskproof.h - can an exercise be done without a compiler? Every mutant leaves
 * code in which each line of a function says why it is there; two questions or
 * more, one of them worked by hand; no answer that is two answers at once.
 *
 * Errors: NOT_FOUND (no task.md), BAD_FILE (the first thing that is wrong).
 */
enum { TASKPROOF_QUESTIONS = 2 };

struct status taskproof_look(const char *folder);

#endif
