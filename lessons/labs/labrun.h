#ifndef LESSONS_LABS_LABRUN_H
#define LESSONS_LABS_LABRUN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "lessons/labs/lab.h"

/*
 * labrun.h - runs a lab: reads what is wanted, checks it against the knobs,
 * and drives open, step, turn and close in the order that lab.h promises.
 *
 * Two spellings say the same:
 *   attention-map text="the cat" layer=1 seed=7          in a lesson
 *   attention-map?text=the%20cat&layer=1&seed=7          in a record
 * and `at=120:lr=3e-4` turns a knob before step 120 (steps count from 0).
 */
enum {
    LABRUN_MAX_KNOBS = 32,
    LABRUN_MAX_CHANGES = 256,
    LABRUN_MAX_TEXT = 4096, /* bytes of one value */
    LABRUN_MAX_BYTES = 16384
};

struct labrun_change {
    int64_t step;
    int knob;
    char *text;
};

/* What to run. */
struct labrun_plan {
    const struct lab *lab;
    char *text[LABRUN_MAX_KNOBS]; /* of every knob, fallbacks filled in */
    bool given[LABRUN_MAX_KNOBS]; /* not left at its fallback */
    uint64_t seed;                /* 1 where none is given */
    bool seed_given;
    struct labrun_change *changes; /* by step */
    int change_count;
};

/* Errors of these three: NOT_FOUND (no such lab; names the nearest), BAD_USAGE
 * (no such knob, a value out of its range or not a choice). `p` is released. */
struct status labrun_parse(struct labrun_plan *p, const char *run);
/* `knobs`: "layer=1", "seed=7", "at=120:lr=3e-4"; ends with NULL. */
struct status labrun_plan_of(struct labrun_plan *p, const struct lab *lab,
                             const char *const *knobs);
/* One more "knob=value", before the run starts. */
struct status labrun_set(struct labrun_plan *p, const char *setting);
void labrun_release(struct labrun_plan *p);

/* The run string of a record; reads back as the same plan. Owner: caller. */
char *labrun_string(const struct labrun_plan *p);

/* May knob `knob` be `text`? Fills `out` (whose text is then borrowed from
 * `text`) unless it is NULL. Errors: BAD_USAGE, naming range or choices. */
struct status labrun_value(const struct lab *lab, int knob, const char *text,
                           struct lab_value *out);

/* A plan in the middle of being run. */
struct labrun {
    struct labrun_plan plan; /* owned; turning a knob writes it down here */
    struct lab_run run;
    int next_change;
    bool open, more; /* more: the last step was not the final one */
};

/* Takes over `plan`, which is empty afterwards, also on failure. */
struct status labrun_open(struct labrun *r, struct labrun_plan *plan,
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

/* A snapshot of now; labrun_forget() gives it back. */
struct status labrun_snapshot(const struct labrun *r, void **snapshot);
void labrun_forget(const struct labrun *r, void *snapshot);

/* {"lab","knobs","seed","run","words","data"}. Owner: caller; NULL: no memory.
 * `view` NULL: nothing chosen. Timings are in it only where the view asks. */
json_t *labrun_json(const struct labrun_plan *p, const void *snapshot,
                    const struct lab_view *view);

/* The knobs as {"name": value}. Owner: caller. */
json_t *labrun_knobs(const struct labrun_plan *p);

/* A view in which nothing is chosen. */
struct lab_view labrun_view(const struct canvas_look *look);

#endif
