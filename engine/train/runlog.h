#ifndef ENGINE_TRAIN_RUNLOG_H
#define ENGINE_TRAIN_RUNLOG_H

#include "engine/base/db.h"
#include "engine/train/trainer.h"

/*
 * runlog.h - what every training run was and did, in the file lathe.db.
 *
 * Points are gathered and written in one transaction at a time; a run that is
 * killed loses the points since the last runlog_flush(), nothing else.
 */
struct runlog; /* opaque */

/* What a run is, before its first step. Texts are borrowed; "" where there is
 * none. */
struct runlog_about {
    const char *command;   /* what began it, for people; a lab's run string */
    const char *argv;      /* the same as a JSON array, for a replay */
    const char *recipe;    /* every setting */
    const char *data_hash; /* of what it learnt from */
    const char *mode;      /* "strict" */
    const char *version;   /* of this program */
    uint64_t seed;
    bool lab;
    bool going; /* runlog_put(): there are steps to do still */
};

/* Brings the tables of runs up to date; runs.h reads them. */
struct status runlog_tables(struct db *d);

/* Starts a run. */
struct status runlog_open(struct runlog **out, const char *path,
                          const struct runlog_about *about);
void runlog_close(struct runlog *r); /* writes what is left */

/* Adds a step; `valid` below 0 where none was measured. */
struct status runlog_add(struct runlog *r, const struct trainer_report *step,
                         double valid);
struct status runlog_flush(struct runlog *r);
/* All its steps are done. A run that was cut off is never told so. */
struct status runlog_end(struct runlog *r);

/* The number of this run. */
int64_t runlog_number(const struct runlog *r);

/* A line of a run that was measured elsewhere: a lab's. */
struct runlog_curve {
    const char *name;           /* "loss" */
    const double *step, *value; /* NaN: not measured there */
    int count;
};

/* Keeps a whole run with its lines: a new one where *number is 0, which then
 * says its number; else in place of what was kept of that one. `steps` were
 * done. Errors: IO. */
struct status runlog_put(struct db *d, const struct runlog_about *about,
                         int64_t steps, const struct runlog_curve *curve,
                         int curves, int64_t *number);

#endif
