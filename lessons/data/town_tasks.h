#ifndef LESSONS_DATA_TOWN_TASKS_H
#define LESSONS_DATA_TOWN_TASKS_H

#include "lessons/data/town.h"

/*
 * town_tasks.h - instructions of the town and their right answers: what a base
 * model is tuned on, and what it is examined with.
 *
 * Ten kinds of instruction, each said in TOWN_TASKS_WAYS ways, about everyone
 * in the town; and conversations of three questions in which a name has to be
 * kept. One way of each kind is held out, another for each neighbour: how it
 * begins is known from other kinds, what is asked in it was never trained on.
 * Facts that no voice tells (town.h) are not asked.
 */
enum { TOWN_TASKS_KINDS = 11, TOWN_TASKS_WAYS = 6, TOWN_TASKS_TURNS = 6 };

struct town_task {
    int kind, way;
    bool held;
    int turns; /* question, answer, .. */
    char text[TOWN_TASKS_TURNS][TOWN_TEXT_BYTES];
};

/* "trade", "kin", ..; of kind 0..TOWN_TASKS_KINDS-1. */
const char *town_tasks_name(int kind);

int town_tasks_things(int kind); /* people or ships */
/* Which way of saying it is held out. */
int town_tasks_held(int kind);
/* Instruction `kind` about person or ship `thing`, said in `way`; false where
 * it would ask for a fact that no voice tells. */
bool town_tasks_make(struct town_task *k, const struct town *t, int kind,
                     int thing, int way);

/* Adds those that are `held` or not as JSON lines, {"messages": [..]}, in an
 * order drawn from `seed`. Errors: TOO_BIG, NO_MEMORY. */
struct status town_tasks_write(struct buf *out, const struct town *t,
                               uint64_t seed, bool held);

#endif
