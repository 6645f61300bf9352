#ifndef EXERCISES_LENT_H
#define EXERCISES_LENT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "exercises/judge.h"
#include "exercises/kit/talk.h"

/*
 * lent.h - a learner's function at work for the engine. It runs in the
 * sandbox, in the program that its checks ran in; a call sends the arrays that
 * check.c names and gets the results. Nothing of ours is in that process.
 *
 * Calls may come from several threads; they wait for each other. After the
 * first failure every call fails at once, and lent_status() tells why: the
 * function crashed, ended, wrote past an array, made NaN of plain numbers, or
 * did not answer within LENT_PATIENCE_S.
 */
enum { LENT_PATIENCE_S = 10 };

struct lent {
    char name[64];
    struct judge judge;
    int channel; /* -1 when it is over */
    struct status status;
    pthread_mutex_t lock;
    int64_t calls, busy_ns;
};

/* One array of a call. A single number is an array of one. */
struct lent_array {
    const char *name;
    enum talk_type type;
    int rows, cols;
    const void *in; /* NULL: none goes in */
    void *out;      /* NULL: none comes out, or ... */
    bool unwanted;  /* ... one does that nobody asked for */
};

/* Starts it. Errors: those of the judge; BAD_FILE where the text does not
 * build. Owner: the caller, lent_close(). */
struct status lent_open(struct lent *l, const char *name, const char *folder,
                        const char *text, size_t bytes);
void lent_close(struct lent *l);

/* Calls the function once. False after a failure; results are rubbish then. */
bool lent_call(struct lent *l, const struct lent_array *array, int arrays);

struct status lent_status(struct lent *l);

/* A failure that the caller saw: an answer that can be none. "your NAME " stands
 * in front. The first failure stays. */
void lent_refuse(struct lent *l, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
