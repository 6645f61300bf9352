#ifndef LESSONS_LABS_TASKEXAM_H
#define LESSONS_LABS_TASKEXAM_H

#include "engine/model/checkpoint.h"
#include "engine/model/session.h"
#include "lessons/data/town_tasks.h"

/*
 * taskexam.h - a model is given instructions of the town that nobody trained
 * on; an answer is right where it is the expected one, letter for letter.
 */
struct taskexam {
    struct town town;
    struct checkpoint *checkpoint; /* borrowed */
    struct session *session;
};

/* Owner: the caller, taskexam_release(), also after a failure. Errors: those of
 * session_new(). */
struct status taskexam_open(struct taskexam *e, struct checkpoint *c,
                            struct hook hook);
void taskexam_release(struct taskexam *e);

/* What it answers to the last question of `k`: its likeliest tokens, up to the
 * end of the line. Errors: those of chat_prompt() and of a session. */
struct status taskexam_answer(struct taskexam *e, const struct town_task *k,
                              char out[TOWN_TEXT_BYTES]);

/* The `n`th instruction that is held out; false behind the last. Neighbours are
 * of different kinds, so that any beginning of the list has all of them. */
bool taskexam_held(const struct town *t, int n, struct town_task *out);

bool taskexam_right(const struct town_task *k, const char *answer);

#endif
