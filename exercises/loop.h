#ifndef EXERCISES_LOOP_H
#define EXERCISES_LOOP_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/status.h"
#include "exercises/attempts.h"
#include "exercises/courseconf.h"
#include "exercises/exam.h"
#include "exercises/exercise.h"
#include "exercises/task.h"

/*
 * loop.h - a learner at one exercise: their file, the record, and the rules
 * about hints and the solution, for the command line and the workbench alike.
 */
struct loop {
    char name[EXERCISE_NAME];
    struct buf folder; /* of the exercise */
    struct attempts attempts;
    struct courseconf conf; /* of the teacher */
    bool wrote_case;        /* loop_keep() wrote case.c */
};

/* `database` as attempts_open() takes it. Release it in any case. Errors:
 * NOT_FOUND (no such exercise), IO; BAD_FILE (course.conf). */
struct status loop_open(struct loop *l, const char *name, const char *database);
void loop_close(struct loop *l);

/* What to judge: `text` gets the learner's file, which `out` borrows. */
struct status loop_file(struct loop *l, struct buf *text,
                        struct exam_file *out);

/* Keeps a verdict about `text`, writes the first shown case that fails as
 * case.c into the learner's folder, and tells how it stands now. One that is
 * our fault is an error and not kept. */
struct status loop_keep(struct loop *l, const struct report *r,
                        const char *text, struct attempts_state *out);
/* The exercise as a task, with other faults each time. Errors: task_open(). */
struct status loop_task(struct loop *l, struct task *out);
/* Keeps that it was done with `score` points, one a part at most, and tells
 * whether that is a pass. */
struct status loop_keep_task(struct loop *l, const struct task *t, double score,
                             bool *passed);
/* How it stands; `hints` of the exercise, however many were shown. */
struct status loop_state(struct loop *l, struct attempts_state *out,
                         int *hints);

/* The seed of the hidden cases for a text of theirs. */
uint64_t loop_seed(const struct loop *l, const char *text, size_t bytes);

/* Appends a hint more than were shown, or the last one again where there is
 * no more; or with `again` all that were shown and no other. `*shown` counts
 * them, `*of` all that the teacher gives: none, where that is 0. */
struct status loop_hint(struct loop *l, bool again, struct buf *out, int *shown,
                        int *of);

/* Appends what their file is compared with: that of the last pass, or else the
 * starter. */
struct status loop_before(struct loop *l, struct buf *out, bool *passed);

/* Appends the solution where it may be seen: as the teacher has it, else after
 * a pass, or after all hints. Seen before a pass it is noted; where it may not
 * be seen, `why` says when it may. */
enum loop_may { LOOP_MAY_NOT, LOOP_MAY, LOOP_MAY_NOTED };
enum { LOOP_WHY = 160 };
struct status loop_solution(struct loop *l, struct buf *out, enum loop_may *may,
                            char why[LOOP_WHY]);

#endif
