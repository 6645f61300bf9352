#ifndef TUI_WORKER_H
#define TUI_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "lessons/labs/labrun.h"

/*
 * worker.h - the engine's thread: runs at most two labs, one in the
 * background (a training run) and one in the foreground (what the learner
 * plays with meanwhile).
 *
 * Everything asked here returns at once. Requests act at the next boundary of
 * a step; the foreground's act even inside a step of the background, between
 * two of its ops, because the graph's hook lets them in. worker_stop() ends a
 * step under way within 50 ms.
 *
 * Results come back as shots: numbered, immutable copies. worker_fd() turns
 * readable when there is news. All calls are for one thread, the screen's.
 */
enum worker_slot { WORKER_BACK, WORKER_FRONT, WORKER_SLOTS };

enum worker_state {
    WORKER_EMPTY,
    WORKER_OPENING, /* asked for; nothing to see yet */
    WORKER_PAUSED,
    WORKER_RUNNING,
    WORKER_DONE,  /* the last step is done; knobs can still be turned */
    WORKER_FAILED /* `why` tells; close it or open another */
};

/* One moment of a run. Borrowed `data`, for the draw() of `lab`. */
struct worker_shot {
    const struct lab *lab;
    int run;        /* of worker_open() */
    int64_t number; /* 1, 2, ... within a run */
    int64_t steps;  /* done when it was taken */
    void *data;
    char *plan; /* its run string by then, with the knobs turned */
    int uses;   /* the worker's own */
};

struct worker_info {
    enum worker_state state;
    const struct lab *lab;
    int run; /* counts every worker_open(); 0 while there was none */
    int64_t steps;
    double step_seconds; /* of the last step */
    bool halting;        /* it runs, but pauses behind this step */
    bool starting;       /* it is paused still, but was told to run */
    struct status why;   /* what failed: the run, or the last turn */
};

struct worker;

/* Errors: NO_MEMORY, IO. worker_free() stops what runs and waits for it. */
struct status worker_new(struct worker **out);
void worker_free(struct worker *w);

/* Readable when a shot or a state is new; worker_heard() makes it quiet. */
int worker_fd(const struct worker *w);
void worker_heard(struct worker *w);
/* Makes it readable for another job that has news; from any thread. */
void worker_poke(struct worker *w);

/* Closes what is in the slot and opens `plan`, which is taken over and empty
 * afterwards. It starts paused, or running with `play`. Answers the number of
 * the run. */
int worker_open(struct worker *w, enum worker_slot slot, struct labplan *plan,
                bool play);
void worker_close(struct worker *w, enum worker_slot slot);

/* Turns a knob, by its index. A knob that is not live starts the run anew; a
 * value that it cannot have is refused in `why`, and the run goes on. Two turns
 * of a knob before a boundary count as the later one. */
void worker_turn(struct worker *w, enum worker_slot slot, int knob,
                 const char *text);

/* Run on or pause at the next boundary; do one more step; break off. */
void worker_play(struct worker *w, enum worker_slot slot, bool on);
void worker_step(struct worker *w, enum worker_slot slot);
void worker_stop(struct worker *w, enum worker_slot slot);

struct worker_info worker_ask(struct worker *w, enum worker_slot slot);

/* The newest shot of the slot, or NULL. Give it back with worker_drop(). */
const struct worker_shot *worker_take(struct worker *w, enum worker_slot slot);
void worker_drop(struct worker *w, const struct worker_shot *shot);

#endif
