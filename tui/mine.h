#ifndef TUI_MINE_H
#define TUI_MINE_H

#include "engine/base/buf.h"
#include "lessons/labs/lab.h"

/*
 * mine.h - the learner's own functions as a device: what they wrote and passed
 * computes, each in a sandbox of its own, in the place of our kernels.
 *
 * `with` is "mine" for every part that was passed, or some by name:
 * "softmax=mine,gelu=mine"; "softmax" alone means the same. It is the text
 * that passed last that runs, whatever their file holds by now.
 *
 * One set runs at a time: a second mine_open() of the same `with` shares it.
 * All calls are for one thread, which runs the graphs.
 */
struct mine;

/* Errors: BAD_USAGE (no such part, another set runs), NOT_FOUND (not passed,
 * or nothing is), those of the judge. Owner: the caller, mine_close(). */
struct status mine_open(struct mine **out, const char *with);
void mine_close(struct mine *m);

const struct device *mine_device(const struct mine *m);
/* The same ops, split in the same way, with our kernels. */
const struct device *mine_twin(const struct mine *m);

/* The first failure of a function, or fine. Ask behind every step. */
struct status mine_status(struct mine *m);

/* A line a part: how often it was called, and how long that took. */
void mine_words(const struct mine *m, struct buf *out);

/* The same as numbers. Returns of how many parts. */
struct mine_cost {
    const char *name; /* of the exercise */
    int64_t calls;
    double seconds;
};
enum { MINE_PARTS = 32 };
int mine_costs(const struct mine *m, struct mine_cost out[MINE_PARTS]);

/* "softmax, gelu" into `names`; how many parts of the engine are the learner's,
 * of how many that can be. `database` as attempts_open() takes it. */
struct status mine_count(const char *database, struct buf *names, int *passed,
                         int *all);

/* For labs. */
extern const struct lab_lender mine_lender;

#endif
