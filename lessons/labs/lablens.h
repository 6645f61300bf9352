#ifndef LESSONS_LABS_LABLENS_H
#define LESSONS_LABS_LABLENS_H

#include "engine/model/generate.h"
#include "lessons/labs/labmodel.h"

/*
 * lablens.h - what a model says at every position where its blocks end early:
 * its own last norm and head, applied to the residual stream there.
 *
 * Stage 0 is the embedding, stage i the stream behind block i - 1, and the last
 * stage what the whole model says.
 * Source: nostalgebraist 2020, "interpreting GPT: the logit lens".
 */
enum { LABLENS_BEST = 5 };

struct lablens_guess {
    struct generate_candidate best[LABLENS_BEST]; /* likeliest first */
    double entropy_bits;
    /* Of the token that was asked about; -1 and 0 where there was none. */
    int32_t id;
    int place; /* how many stand before it */
    double probability;
};

struct lablens {
    struct labmodel *model; /* borrowed */
    struct probe *probe;
    int stages;
    int first, tokens; /* the positions that are looked at */
    int best;          /* LABLENS_BEST, or all tokens of a smaller vocabulary */
};

/* One pass over the text that `m` has read, to look at its last positions, at
 * most `last` of them. Errors: BAD_USAGE for an encoder.
 * Owner: the caller, lablens_release(), also after a failure. */
struct status lablens_open(struct lablens *l, struct labmodel *m, int last);
void lablens_release(struct lablens *l);

/* Fills out[tokens] for one stage; `ask`: a token of each position, below 0
 * for none, or NULL. */
struct status lablens_say(struct lablens *l, int stage, const int32_t *ask,
                          struct lablens_guess *out);

#endif
