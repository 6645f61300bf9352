#ifndef LESSONS_TASKLAB_H
#define LESSONS_TASKLAB_H

#include <jansson.h>
#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "lessons/labs/labplan.h"
#include "lessons/lesson.h"

/*
 * tasklab.h - a task and the lab that it is about: which knobs may be turned,
 * what was turned, and how the lab runs with that.
 *
 * Settings are written as in a run string: "lr=0.003 at=50:lr=0.001".
 */
enum { TASKLAB_BYTES = 512 };

/* May a task turn that knob? */
bool tasklab_may_turn(const struct lesson_block *task, const char *knob);

/* The lab's run with these settings and seed (0: its own). Errors: BAD_USAGE,
 * also for a knob that the task does not name. Owner: labplan_release(). */
struct status tasklab_plan(struct labplan *p, const struct lesson_block *task,
                           const struct lesson_block *lab, const char *settings,
                           uint64_t seed);

/* A value for the one knob of a task of type set, as settings: "d=6". */
struct status tasklab_setting(const struct lesson_block *task,
                              const struct lesson_block *lab, const char *value,
                              char out[TASKLAB_BYTES]);

/* Does the lab take steps, so that a run of it ends? */
bool tasklab_ends(const struct lesson_block *lab);

/* What was turned in `run`, an object of labrun_json(), from the lab as the
 * lesson sets it. `settings`: what the task allows; `other`: the name of a knob
 * that it does not, or "". */
struct status tasklab_turned(const struct lesson_block *task,
                             const struct lesson_block *lab, const json_t *run,
                             char settings[TASKLAB_BYTES],
                             char other[TASKLAB_BYTES]);

#endif
