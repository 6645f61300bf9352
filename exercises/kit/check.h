/* check.h: for the check.c of an exercise, which makes the inputs of each
 * case and calls the function. It holds no expected value: those come from
 * running solution.c, in a process of its own.
 *
 *     static void make(struct check *c, int number)
 *     {
 *         const int n = check_add_whole(c, "n", 5);
 *         float *x = check_add_floats(c, "x", 1, n);
 *
 *         for (int i = 0; i < n; i++)
 *             x[i] = check_normal(c);
 *         check_add_result(c, "out", 1, n);
 *     }
 *
 *     static void call(struct check *c)
 *     {
 *         relu_forward(check_floats(c, "out"), check_floats(c, "x"),
 *                      check_whole(c, "n"));
 *     }
 *
 * Results hold rubbish before the call: each case runs twice, with two kinds
 * of it. What the solution leaves alone, the learner has to leave alone. */
#ifndef EXERCISES_KIT_CHECK_H
#define EXERCISES_KIT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct check;

struct check_case {
    const char *id, *title;
    bool hidden; /* fresh numbers for every program, not shown */
};

struct check_exercise {
    const char *exports;            /* "softmax_forward" */
    const struct check_case *cases; /* the one without an id ends them */
    void (*make)(struct check *c, int number);
    void (*call)(struct check *c);
    /* Looks at a learner's results for what can be said in words, or NULL. */
    void (*look)(struct check *c, int number);
    double absolute, relative; /* how far a number may be off */
    int cpu_s;                 /* 0: two seconds */
};

extern const struct check_exercise check_exercise;

/* In make: what goes in. Each returns what the call will see. */
int check_add_whole(struct check *c, const char *name, int value);
float check_add_real(struct check *c, const char *name, float value);
float *check_add_floats(struct check *c, const char *name, int rows, int cols);
int32_t *check_add_ints(struct check *c, const char *name, int rows, int cols);
/* ... what comes out ... */
void check_add_result(struct check *c, const char *name, int rows, int cols);
void check_add_int_result(struct check *c, const char *name, int rows,
                          int cols);
/* ... and what goes in and is changed. */
float *check_add_change(struct check *c, const char *name, int rows, int cols);

/* Random numbers for make, replayed by the case's seed. */
float check_normal(struct check *c);
float check_uniform(struct check *c);    /* 0 <= x < 1 */
int check_below(struct check *c, int n); /* 0 .. n - 1 */
/* A whole array of them: scale times normal, plus shift. */
void check_normals(struct check *c, float *x, int n, float scale, float shift);

/* In call and look. A name that was not added ends the program. */
int check_whole(struct check *c, const char *name);
float check_real(struct check *c, const char *name);
float *check_floats(struct check *c, const char *name);
int32_t *check_ints(struct check *c, const char *name);

/* In look: says what is wrong, in one sentence. The first one counts. */
void check_say(struct check *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
