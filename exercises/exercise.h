#ifndef EXERCISES_EXERCISE_H
#define EXERCISES_EXERCISE_H

#include "engine/base/buf.h"
#include "engine/base/status.h"

/*
 * exercise.h - the folder of an exercise, as its author wrote it:
 *
 *   NAME.h prompt.md starter.c starter-short.c try.c      for the learner
 *   hints.md solution.c                                   by and by
 *   check.c mutants/ *.diff accepted/ *.diff              for the judge
 */
enum { EXERCISE_NAME = 64, EXERCISE_MOST = 128, EXERCISE_BYTES = 1 << 20 };

struct exercise_names {
    char name[EXERCISE_MOST][EXERCISE_NAME];
    int count;
};

/* Every exercise with a check.c that comes with the program, by name. */
struct status exercise_list(struct exercise_names *out);

/* The diffs in `folder`/`part`, "mutants" or "accepted", without ".diff". */
struct status exercise_diffs(struct exercise_names *out, const char *folder,
                             const char *part);

/* Appends the folder of exercise `name`. Errors: NOT_FOUND. */
struct status exercise_folder(struct buf *out, const char *name);

/* Appends the text of a file of the folder. Errors: NOT_FOUND, BAD_FILE. */
struct status exercise_text(struct buf *out, const char *folder,
                            const char *file);

/* Appends solution.c with `folder`/`part`/`diff`.diff applied. */
struct status exercise_patched(struct buf *out, const char *folder,
                               const char *part, const char *diff);

/* How many hints hints.md has, and the text of one, from 1, with its number.
 * Errors: BAD_FILE where they are not numbered 1., 2., ... */
struct status exercise_hints(const char *folder, int *count);
struct status exercise_hint(struct buf *out, const char *folder, int number);

#endif
