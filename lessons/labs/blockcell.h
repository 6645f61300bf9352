#ifndef LESSONS_LABS_BLOCKCELL_H
#define LESSONS_LABS_BLOCKCELL_H

#include "lessons/labs/blockpass.h"

/*
 * blockcell.h - how one number on the way came about: which numbers of the stop
 * before went into it, and how much each of them gave. It is computed anew from
 * those, in f64, number by number, without the engine's ops.
 */
enum { BLOCKCELL_INPUTS = 3, BLOCKCELL_TEXT = 160 };

/* Where it is looked for. `head` counts at the weights alone. */
struct blockcell_place {
    int stop, head, row, col;
};

struct blockcell_input {
    struct blockcell_place from;
    double value, factor; /* it gave value * factor */
};

struct blockcell {
    double value; /* as the engine has it */
    double made;  /* computed here */
    int inputs;   /* that went in */
    int shown;    /* of them, those that gave most */
    struct blockcell_input input[BLOCKCELL_INPUTS];
    char rule[BLOCKCELL_TEXT];    /* "sum of 48 products and a bias" */
    char numbers[BLOCKCELL_TEXT]; /* the same with its numbers */
};

/* The number that stands there. */
double blockcell_value(const struct blockpass *b, float *const *of,
                       struct blockcell_place at);

void blockcell_make(struct blockcell *c, const struct blockpass *b,
                    const struct labmodel *m, struct blockcell_place at);

#endif
