#ifndef LESSONS_LABS_LENSGRID_H
#define LESSONS_LABS_LENSGRID_H

#include "engine/base/arena.h"
#include "lessons/labs/lablens.h"
#include "viz/bars.h"
#include "viz/canvas.h"

/*
 * lensgrid.h - what every layer would say at every position, as plain numbers
 * and words, and its picture: a word a cell.
 */
struct lensgrid_cell {
    struct bars_row best[LABLENS_BEST]; /* likeliest first */
    bool agrees;       /* the first is what the whole model says */
    float probability; /* of what the whole model says */
    int place;         /* how many stand before that */
    float entropy_bits;
};

struct lensgrid {
    struct arena arena;
    int stages, tokens, best;
    const char **token;         /* [tokens] that was read last */
    const char **answer;        /* [tokens]: what the whole model says */
    int *first;                 /* [tokens]: the stage that first says so, */
    int *settled;               /* and from which on all do */
    struct lensgrid_cell *cell; /* [stages][tokens] */
};

/* Looks at the last positions, at most `last`, of the text that `m` has read.
 * Owner: the caller, lensgrid_free(). Errors: those of lablens.h. */
struct status lensgrid_new(struct lensgrid **out, struct labmodel *m, int last);
void lensgrid_free(struct lensgrid *g);

static inline const struct lensgrid_cell *lensgrid_at(const struct lensgrid *g,
                                                      int stage, int token)
{
    return &g->cell[(long)stage * g->tokens + token];
}

/* "embedding", "block 3"; in `room`. */
enum { LENSGRID_NAME = 24 };
const char *lensgrid_stage(int stage, char room[LENSGRID_NAME]);

/* How it is drawn: with the words of the layers, or with the odds that each
 * gives to the answer; one cell is marked and kept in sight. */
struct lensgrid_look {
    bool answer;
    int stage, token;
};
void lensgrid_draw(const struct lensgrid *g, const struct lensgrid_look *look,
                   struct canvas *cv, struct canvas_rect at);

#endif
