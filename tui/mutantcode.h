#ifndef TUI_MUTANTCODE_H
#define TUI_MUTANTCODE_H

#include "lessons/lesson.h"

/*
 * mutantcode.h - the code of a lesson's fault, from an exercise: the function
 * of its solution that a mutant changed. Of `from: EXERCISE MUTANT ...` one
 * piece of code each; without a mutant, of all that there are.
 *
 * A lesson_codes, for course_take_codes().
 */
struct status mutantcode_bring(struct lesson *l, struct lesson_block *b);

#endif
