#ifndef LESSONS_LABS_CLINICASE_H
#define LESSONS_LABS_CLINICASE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/buf.h"
#include "engine/core/hook.h"

/*
 * clinicase.h - a small model of characters trained with one real fault, and
 * what can be seen of it from outside: its losses, its gradients, where it
 * looks and what it writes.
 */
enum clinicase_fault {
    CLINICASE_MASK,
    CLINICASE_SCALE,
    CLINICASE_RESIDUAL,
    CLINICASE_AXIS,
    CLINICASE_RATE,
    CLINICASE_POSITIONS,
    CLINICASE_FAULTS, /* also: a healthy model */
};

enum {
    CLINICASE_STEPS = 400,
    CLINICASE_LAYERS = 3,
    CLINICASE_MARKS = 16, /* how often the loss on unseen text is taken */
    CLINICASE_LOOKS = 16, /* characters of the text that it reads */
    CLINICASE_SAMPLE = 200
};

/* "mask", and "no causal mask"; NULL past the last. */
const char *clinicase_name(int fault);
const char *clinicase_told(int fault);
/* The fault called by the first `n` bytes of `name`, or CLINICASE_FAULTS. */
int clinicase_find(const char *name, size_t n);

/* Plain numbers and text: copy it whole. */
struct clinicase {
    int steps, marks;
    float loss[CLINICASE_STEPS]; /* of each step's batch */
    float norm[CLINICASE_STEPS]; /* of its gradient, before it is cut */
    float mark[CLINICASE_MARKS], valid[CLINICASE_MARKS]; /* step, loss */
    float part[CLINICASE_LAYERS]; /* the last gradient's length in each block */
    /* First block, first head, [CLINICASE_LOOKS, CLINICASE_LOOKS]. */
    float look[CLINICASE_LOOKS * CLINICASE_LOOKS];
    char sample[CLINICASE_SAMPLE];
    bool examined; /* look and sample are there, and the numbers below */
    double future; /* share of the weights on places behind their own */
    double row_low, row_high; /* least and greatest sum of a row */
    double sharpest; /* mean of the greatest weight of a row, of rows 4.. */
    double apart; /* mean difference of two weights of a row on equal letters */
    double known; /* share of its words that the text has */
};

/* The text that is read for `look`, CLINICASE_LOOKS characters. */
extern const char clinicase_text[];

struct clinicase_run; /* opaque: the model while it trains */

/* `text` is what it learns from. Owner: the caller, clinicase_close(). */
struct status clinicase_open(struct clinicase_run **out, int fault, int steps,
                             const struct buf *text, uint64_t seed);
void clinicase_close(struct clinicase_run *r);

/* One training step, or at the end the examination; `*more` is false then. */
struct status clinicase_step(struct clinicase_run *r, struct clinicase *c,
                             struct hook hook, bool *more);

#endif
