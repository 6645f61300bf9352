#ifndef LESSONS_LABS_LABRUN_H
#define LESSONS_LABS_LABRUN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "lessons/labs/lab.h"
#include "lessons/labs/labplan.h"

/*
 * labrun.h - runs a plan: drives open, step, turn and close in the order that
 * lab.h promises, and puts what came out into the JSON of `lathe lab`.
 */

/* A plan in the middle of being run. */
struct labrun {
    struct labplan plan; /* owned; turning a knob writes it down here */
    struct lab_run run;
    int next_change;
    bool open, more; /* more: the last step was not the final one */
};

/* Takes over `plan`, which is empty afterwards, also on failure. */
struct status labrun_open(struct labrun *r, struct labplan *plan,
                          struct hook hook);
void labrun_close(struct labrun *r);

/* Turns what is due, then makes one step. Does nothing once `more` is false. */
struct status labrun_step(struct labrun *r);
/* Steps until the lab ends, or until `limit` steps are done (below 0: none). */
struct status labrun_finish(struct labrun *r, int64_t limit);

/* Now, between two steps. A live knob is turned and recorded with its step; any
 * other starts the lab anew, at step 0. The old run stays as it was where the
 * value is refused. */
struct status labrun_turn(struct labrun *r, int knob, const char *text);

/* Where a lab computes: where the learner's functions run, or "auto". */
const struct device *labrun_device(const struct lab_run *r);

/* What the learner's functions have cost so far, a line each; nothing where
 * there are none. */
void labrun_cost(const struct labrun *r, struct buf *out);

/* A snapshot of now; labrun_forget() gives it back. */
struct status labrun_snapshot(const struct labrun *r, void **snapshot);
void labrun_forget(const struct labrun *r, void *snapshot);

/* {"lab","knobs","seed","run","words","data"}. Owner: caller; NULL: no memory.
 * `view` NULL: nothing chosen. Timings are in it only where the view asks. */
json_t *labrun_json(const struct labplan *p, const void *snapshot,
                    const struct lab_view *view);

/* A view in which nothing is chosen. */
struct lab_view labrun_view(const struct canvas_look *look);

#endif
