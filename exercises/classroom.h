#ifndef EXERCISES_CLASSROOM_H
#define EXERCISES_CLASSROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "exercises/exercise.h"
#include "exercises/report.h"

/*
 * classroom.h - a class without a server: a learner who joined a shared folder
 * leaves one file there, NAME.lathe, with one line about the last check:
 *
 *   lathe-class 1 TIME EXERCISE GOOD CASES FAILING
 *
 * FAILING is the id of the first check that fails, or "-". Nothing of what they
 * wrote is in it. Who reads the folder trusts none of it.
 */
enum { CLASSROOM_PEOPLE = 500, CLASSROOM_NAME = 80 };

/* Who joined is kept in $XDG_CONFIG_HOME/lathe/class. Errors: BAD_USAGE (a
 * name that cannot be a file's), NOT_FOUND (no such folder), IO. */
struct status classroom_join(const char *folder, const char *name);
/* Takes the learner's file out of the folder, too. */
struct status classroom_leave(bool *was_in);
/* Rewrites the line. Nothing where nobody joined. */
struct status classroom_tell(const struct report *r);

struct classroom_person {
    char name[CLASSROOM_NAME * 4]; /* every odd byte as a mark */
    int64_t at;                    /* seconds since 1970 */
    char exercise[EXERCISE_NAME];
    int good, cases;
    char failing[24]; /* "" where it passes */
};

struct classroom {
    struct classroom_person person[CLASSROOM_PEOPLE]; /* by name */
    int people;
    int others; /* files that are no such line */
};

/* Errors: NOT_FOUND, IO, TOO_BIG, NO_MEMORY. */
struct status classroom_read(struct classroom *out, const char *folder);

/* The check that most fail now: how many, and an index into `person` of one of
 * them; 0 where nobody fails. */
int classroom_stuck(const struct classroom *c, int *example);

#endif
