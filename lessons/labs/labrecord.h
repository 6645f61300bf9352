#ifndef LESSONS_LABS_LABRECORD_H
#define LESSONS_LABS_LABRECORD_H

#include <jansson.h>

#include "engine/train/runlog.h"
#include "lessons/labs/labrun.h"

/*
 * labrecord.h - what a lab that trains did, kept among the runs.
 *
 * The lines are those arrays of the lab's data that are called loss, val_loss
 * or accuracy, at the top or one level down ("a.loss"). A lab without any
 * trains nothing, and is not kept.
 */
struct labrecord {
    const char *run; /* its run string, with the knobs turned so far */
    const char *version;
    uint64_t seed;
    int64_t steps; /* done */
    bool going;    /* there are more to do */
};

/* Does `data` have such a line? */
bool labrecord_trains(const json_t *data);

/* A new record where *number is 0; else in place of that one. Where nothing
 * trains, *number stays 0. */
struct status labrecord_keep(struct db *d, const struct labrecord *about,
                             const json_t *data, int64_t *number);
/* The same for a run of our own, between two steps. */
struct status labrecord_run(struct db *d, const struct labrun *r,
                            const char *version, int64_t *number);

#endif
