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

/* Starts a run. `recipe` is its text, `command` what began it. */
struct status runlog_open(struct runlog **out, const char *path,
                          const char *command, const char *recipe,
                          const char *data_hash);
void runlog_close(struct runlog *r); /* writes what is left */

/* Adds a step; `valid` below 0 where none was measured. */
struct status runlog_add(struct runlog *r, const struct trainer_report *step,
                         double valid);
struct status runlog_flush(struct runlog *r);

/* The number of this run. */
int64_t runlog_number(const struct runlog *r);

#endif
