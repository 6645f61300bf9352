#ifndef EXERCISES_GRADEWORK_H
#define EXERCISES_GRADEWORK_H

#include "exercises/alike.h"
#include "exercises/gradebook.h"
#include "exercises/gradelog.h"
#include "exercises/grader.h"
#include "exercises/intake.h"

/*
 * gradework.h - the grading of one class from its folder to its marks, for the
 * command line and the workbench: intake, journal, sandbox, workers, hands,
 * similar files.
 */
struct gradework_options {
    const char *folder;
    const char *journal; /* NULL: the folder's own, with the user's data */
    const char *conf;    /* course.conf; NULL: the one that holds here */
    const char *seed;    /* NULL: that of course.conf */
    const char *level;   /* NULL: what this machine has */
    const char *program; /* version of the grader */
    bool plain, resume, fresh;
    int jobs; /* 0: as many as there are processors */
    /* As in struct grader. */
    void (*tell)(void *context, int done, int all);
    bool (*stop)(void *context);
    void *context;
    /* Asked where the sandbox is below level good: may it go on? It fills in
     * `confirmed`. NULL: it may not. */
    struct status (*confirm)(struct gradebook *b);
};

struct gradework {
    struct gradework_options o; /* borrowed texts */
    struct intake intake;
    struct gradebook book;
    struct gradelog log;
    struct probes probes;
    struct alike similar;
    bool taken, booked, logged; /* what gradework_close() has to close */
};

/* Reads what was handed in. Close it in any case. Errors: those of
 * intake_open(), gradebook_init(), gradelog_open(). */
struct status gradework_open(struct gradework *w,
                             const struct gradework_options *o);
/* Grades what the journal has not yet. Errors: BAD_USAGE (an option),
 * BAD_FILE (course.conf), UNSUPPORTED (the sandbox is not enough), those of
 * grader_run(). */
struct status gradework_run(struct gradework *w);
void gradework_close(struct gradework *w);

#endif
