#ifndef LESSONS_COURSECHECK_H
#define LESSONS_COURSECHECK_H

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "engine/core/hook.h"
#include "lessons/course.h"

/*
 * coursecheck.h - `lathe course check`: is a course whole, and does what it
 * claims hold when it runs?
 *
 * Structure: every lesson reads, agrees with the catalogue, has its four kinds
 * of steps, ids that are unique in the course, labs and exercises that exist,
 * knobs in range, steps that fit a screen, and a place for every row. Runs:
 * every claim holds for seeds 1 to `seeds`, every guess can be judged, and
 * every task is solved by its proof and not by the lab as it stands.
 */
struct coursecheck_options {
    const char *folder; /* NULL: the course that is shipped */
    int seeds;          /* 0: look at the structure alone */
    const char *only;   /* one lesson's id, or NULL */
    struct hook hook;   /* asked while labs run */
    /* Can the exercise in that folder be done as a task? NULL: not asked. */
    struct status (*task)(const char *exercise);
    lesson_codes *bring; /* the code of an exercise; NULL: is left out */
};

struct coursecheck {
    struct course course; /* closed when the check is over */
    struct buf report;    /* a line "PATH:LINE: what is wrong" a fault */
    int faults;
    int written, planned; /* lessons */
    int labs, runs, claims, tasks;
    int rows, waiting; /* rows of written lessons; those that wait */
    const struct coursecheck_options *options;
};

enum {
    COURSECHECK_SEEDS = 3,
    COURSECHECK_MAX_WORDS = 90, /* of the text of a step */
    COURSECHECK_MAX_COLS = 76
};

/* Fills `c` with what was found; coursecheck_release() in any case. Errors:
 * the course cannot be opened at all, CANCELLED, NO_MEMORY. */
struct status coursecheck_run(struct coursecheck *c,
                              const struct coursecheck_options *o);
void coursecheck_release(struct coursecheck *c);

/* Adds one fault. For the files of the check. */
void coursecheck_fault(struct coursecheck *c, const char *path, int line,
                       const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#endif
