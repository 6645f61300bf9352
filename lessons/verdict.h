#ifndef LESSONS_VERDICT_H
#define LESSONS_VERDICT_H

#include <jansson.h>
#include <stdbool.h>

#include "engine/base/status.h"
#include "lessons/lesson.h"

/* verdict.h - what an answer to one block is worth. See reader.h for how
 * answers are written. */
struct verdict {
    double score;       /* 0..1 */
    const char *remark; /* borrowed from the lesson, or NULL */
    int truth;          /* the item that is right, or -1 */
    double number;      /* what the run gave, for a guessed number */
};

/* Is `answer` one that block `b` can take? Errors: BAD_USAGE, saying what is
 * wanted. */
struct status verdict_check(const struct lesson_block *b, const char *answer);

/* Of a question, whose answer verdict_check() took. */
struct verdict verdict_of_answer(const struct lesson_block *b,
                                 const char *answer);

/* Of a line chosen as the fault: is it one that can be chosen? */
bool verdict_may_choose(const struct lesson_block *b, int line);

/* What came of a task, by the object of labrun_json(): the first outcome that
 * holds. */
struct status verdict_of_task(const struct lesson_block *b, const json_t *run,
                              struct verdict *out);

/* Of a guess, by the object of labrun_json(). */
struct status verdict_of_guess(const struct lesson_block *b, const char *answer,
                               const json_t *run, struct verdict *out);

/* Of a guess among choices that a run found right before: the score says
 * which item held. */
struct verdict verdict_of_right_guess(const struct lesson_block *b,
                                      const char *answer);

#endif
