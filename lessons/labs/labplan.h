#ifndef LESSONS_LABS_LABPLAN_H
#define LESSONS_LABS_LABPLAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "lessons/labs/lab.h"

/*
 * labplan.h - which lab to run, with which knobs, seed and turns: read from a
 * run string, checked against the lab's knobs, and written back.
 *
 * Two spellings say the same:
 *   attention-map text="the cat" layer=1 seed=7          in a lesson
 *   attention-map?text=the%20cat&layer=1&seed=7          in a record
 * `with=mine` runs it with functions of the learner, as lab_lender says,
 * and `at=120:lr=3e-4` turns a knob before step 120 (steps count from 0).
 */
enum {
    LABPLAN_MAX_KNOBS = 32,
    LABPLAN_MAX_CHANGES = 256,
    LABPLAN_MAX_BYTES = 16384
};

struct labplan_change {
    int64_t step;
    int knob;
    char *text;
};

/* What to run. */
struct labplan {
    const struct lab *lab;
    char *text[LABPLAN_MAX_KNOBS]; /* of every knob, fallbacks filled in */
    bool given[LABPLAN_MAX_KNOBS]; /* not left at its fallback */
    uint64_t seed;                 /* 1 where none is given */
    bool seed_given;
    char *with; /* whose functions compute, "mine"; NULL: ours */
    const struct lab_lender *lender; /* who has them; set by the caller */
    struct labplan_change *changes;  /* by step */
    int change_count;
};

/* Errors of these three: NOT_FOUND (no such lab; names the nearest), BAD_USAGE
 * (no such knob, a value out of its range or not a choice). `p` is released. */
struct status labplan_parse(struct labplan *p, const char *run);
/* `knobs`: "layer=1", "seed=7", "at=120:lr=3e-4"; ends with NULL. */
struct status labplan_of(struct labplan *p, const struct lab *lab,
                         const char *const *knobs);
/* One more "knob=value", before the run starts. */
struct status labplan_set(struct labplan *p, const char *setting);
void labplan_release(struct labplan *p);

/* The run string of a record; reads back as the same plan. Owner: caller. */
char *labplan_string(const struct labplan *p);

/* The knobs as {"name": value}. Owner: caller; NULL: no memory. */
json_t *labplan_knobs(const struct labplan *p);

/* How many knobs a lab has. */
int labplan_count(const struct lab *lab);

/* For labrun.c. Puts a turn at index `at` of the list; drops all turns. */
struct status labplan_add(struct labplan *p, int at, int64_t step, int knob,
                          const char *value);
void labplan_still(struct labplan *p);

#endif
