#ifndef EXERCISES_ATTEMPTS_H
#define EXERCISES_ATTEMPTS_H

#include <stdbool.h>

#include "engine/base/buf.h"
#include "engine/base/db.h"
#include "engine/base/status.h"
#include "exercises/report.h"

/*
 * attempts.h - every check, hint and look at a solution, in lathe.db. What a
 * call reports as kept survives a crash.
 */
struct attempts {
    struct db db;
};

struct attempts_state {
    int tries;
    bool passed; /* once is enough, in code or as a task */
    bool coded;  /* in code */
    int hints;   /* shown so far */
    bool peeked; /* saw the solution before a pass */
};

/* `path` NULL: lathe.db in the learner's data folder. Errors: IO, BAD_FILE. */
struct status attempts_open(struct attempts *a, const char *path);
void attempts_close(struct attempts *a);

/* Keeps one check; the text of a file that passes is kept, too. */
struct status attempts_add(struct attempts *a, const struct report *r,
                           const char *text);
struct status attempts_state(struct attempts *a, const char *exercise,
                             struct attempts_state *out);

struct status attempts_set_hints(struct attempts *a, const char *exercise,
                                 int hints);
struct status attempts_peek(struct attempts *a, const char *exercise);

/* Keeps one round of the exercise as a task: `score` of `parts` points. */
struct status attempts_add_task(struct attempts *a, const char *exercise,
                                double score, int parts, bool passed);

/* Appends the text that passed last; nothing where none did. */
struct status attempts_last_pass(struct attempts *a, const char *exercise,
                                 struct buf *out);

#endif
