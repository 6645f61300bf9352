#ifndef LESSONS_READER_H
#define LESSONS_READER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "lessons/lesson.h"
#include "lessons/progress.h"

/*
 * reader.h - reading one lesson: which step is open, which block waits, what
 * was answered and what that was worth. It draws nothing and runs nothing.
 *
 *   reader_waiting()   the block that wants an answer now
 *   reader_submit()    a guess is kept; a question is judged at once
 *   reader_may_run()   a lab runs once every guess above it is made
 *   reader_result()    its data came back: guesses and tasks are judged, goals
 *                      checked
 *   reader_again()     asks once more, with other code or another seed
 *
 * Answers as text: a choice is the number of its item from 1, or its words; a
 * number is a number; an order is "2 1 3"; true-false is one t or f an item,
 * "tfftft"; own words are free; a fault is the number of its line; a value is
 * what the knob takes. The score of a guess is that of its first run; later
 * runs bring new remarks.
 *
 * A fault and a task stay open until they are solved, or READER_TRIES went by,
 * or the learner gives up behind a miss; then what solves them is shown. A
 * fault is worth 1, 1/2, 1/4 by its try, a task 1 at any. In a lab that answers
 * each turn of a knob at once, a target is looked for freely: misses are not
 * counted.
 */
enum { READER_TRIES = 3 };

struct reader_reply {
    bool given;         /* something was submitted */
    bool judged;        /* and `score` and `remark` stand */
    double score;       /* 0..1 */
    char *answer;       /* as submitted; the reader frees it */
    const char *remark; /* chosen by the answer or by the run, or NULL */
    int truth;          /* index of the item that is right, or -1 */
    double number;      /* what the run gave, for a guessed number */
    int tries;          /* fault, task: since it was drawn */
    int draw;           /* fault: which code; task: added to the lab's seed */
    uint64_t seed;      /* task: of the run that was judged */
    char aside[100];    /* task: why a run did not count, or "" */
};

struct reader {
    const struct lesson *lesson;
    struct progress *progress; /* NULL: nothing is kept */
    int step;
    struct reader_reply **replies; /* [step][block] */
    bool *goal_met;                /* [step] */
    bool *visited;                 /* [step] */
};

/* Opens at the step where it was left, and brings back earlier answers.
 * `lesson` and `p` are borrowed until reader_close(). */
struct status reader_open(struct reader *r, const struct lesson *lesson,
                          struct progress *p);
void reader_close(struct reader *r);

/* Go to a step (0..step_count - 1). Errors: BAD_USAGE, IO. */
struct status reader_go(struct reader *r, int step);
/* The next or the last step of the line; side steps are passed over unless
 * `sides`. Answers the step, or -1 at an end. */
int reader_next(const struct reader *r, bool sides);
int reader_previous(const struct reader *r, bool sides);

const struct lesson_step *reader_step(const struct reader *r);

/* Index of the first block of this step that wants an answer and has none;
 * -1 where nothing waits. */
int reader_waiting(const struct reader *r);

/* May the lab at `block` run, or which guess comes first (-1: it may)? */
int reader_may_run(const struct reader *r, int block);

/* Errors: BAD_USAGE (not an answer to this block; says what is wanted). */
struct status reader_submit(struct reader *r, int block, const char *answer);

/* `run` is the object of labrun_json() for the lab at `block`; `seed` its seed.
 * Where it has "ended": false the run goes on, and has missed nothing yet. The
 * guesses and tasks above it are judged, and its goal is checked. Errors: a
 * condition cannot be evaluated; IO. */
struct status reader_result(struct reader *r, int block, const json_t *run,
                            uint64_t seed);

/* An exercise was done, in code or as a task, with a score of 0..1. */
struct status reader_pass(struct reader *r, int block, double score);

/* Asks a question or a task once more; false where it was not answered. */
bool reader_again(struct reader *r, int block);

/* Enough of the fault or task that waits in this step and was missed: it is
 * settled without points. Answers its block, or -1 where there is none. */
int reader_give_up(struct reader *r);

/* Block `block` of this step as it is asked now: a fault with the code that was
 * drawn. */
struct lesson_block reader_block(const struct reader *r, int block);

/* The run string of the lab at `block`, with what a task above it was answered.
 * Owner: caller; NULL: no memory. */
char *reader_run(const struct reader *r, int block);

/* A fault or a task: solved, or nothing more to try. */
bool reader_settled(const struct reader_reply *reply);

/* What stands for a block of this step. Borrowed. */
const struct reader_reply *reader_reply(const struct reader *r, int block);

/* Is all of this step done: answered, judged, and its goal met? */
bool reader_complete(const struct reader *r, int step);

/* Every step of the line was seen and completed. */
bool reader_done(const struct reader *r);

#endif
