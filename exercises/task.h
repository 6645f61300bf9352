#ifndef EXERCISES_TASK_H
#define EXERCISES_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/status.h"

/*
 * task.h - an exercise without a compiler: find the changed line in the
 * solution, and answer short questions about what the code does.
 *
 * Read from the exercise's folder: solution.c, mutants/NAME.diff, task.md. The
 * seed also mixes the items of choices.
 * Every text lives in the task's arena.
 */
struct task_line {
    const char *text; /* one line of code */
    bool wrong;       /* changed by the mutant */
    const char *why;  /* what to say when it is chosen, or NULL: not to choose
                       * (blank lines, braces, comments) */
};

struct task_fault {
    const char *mutant;  /* "no-scale" */
    const char *mistake; /* what was done wrong */
    struct task_line *lines;
    int line_count;
};

/* One item of a question, "- [x] answer | reason"; "*" is any other number. */
struct task_item {
    bool right;
    const char *answer, *why;
};

struct task_question {
    const char *id, *ask;
    bool choice; /* one of the items, which are shown, by its number */
    struct task_item *items;
    int item_count;
};

struct task {
    struct arena arena;
    const char *name;          /* of the exercise */
    struct task_fault *faults; /* drawn by the seed, or named; all different */
    int fault_count;
    struct task_question *questions;
    int question_count;
};

/* Half of the points pass. */
#define TASK_PASSES 0.5

enum { TASK_FAULTS = 3, TASK_MAX_BYTES = 1 << 18 };

/* Errors: NOT_FOUND, BAD_FILE with file and line (also a patch that does not
 * fit its solution), NO_MEMORY. */
struct status task_open(struct task *t, const char *folder, uint64_t seed);
/* With the faults of these mutants and no others; `count` 0: of all, in the
 * order of their names. Errors: NOT_FOUND also for a mutant that is not there.
 */
struct status task_open_named(struct task *t, const char *folder,
                              const char *const *mutants, int count);
void task_release(struct task *t);

/* The item that answers question `q` with `answer`, or -1 where that is no
 * answer at all. Numbers are compared as numbers, lists number by number; a
 * choice is the number of its item, from 1. */
int task_judge(const struct task *t, int q, const char *answer);

/* What a part is worth that was solved at the try `tries`: a second look is
 * worth half, more are worth nothing. */
double task_worth(int tries);

/* Is this a line of code that does something, and so one to choose: no blank
 * line, no brace alone, no comment, no directive? */
bool task_is_code(const char *line);

#endif
