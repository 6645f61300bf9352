#ifndef LESSONS_LABS_ROBOTPROBE_H
#define LESSONS_LABS_ROBOTPROBE_H

#include "lessons/labs/robotworld.h"

/*
 * robotprobe.h - where the robot stands, read out of a model of its moves by a
 * linear probe; and the other way round: a vector moved along the probe's own
 * weights until it reads another cell, to see whether the model uses what the
 * probe reads.
 */
struct robotprobe {
    float weight[ROBOTWORLD_CELLS * ROBOTWORLD_WIDTH];
    float bias[ROBOTWORLD_CELLS];
    float vary[ROBOTWORLD_WIDTH * ROBOTWORLD_WIDTH]; /* how numbers of the
                                           vectors vary together: covariance */
    float right; /* share of cells read right in walks it did not learn from */
};

/* Fits the probe of one place. */
struct status robotprobe_fit(struct robotprobe *p, int place, struct decoder *m,
                             struct graph *g, bool walls, struct hook hook,
                             uint64_t seed);
/* Probabilities [ROBOTWORLD_CELLS] for a vector; answers the likeliest cell. */
int robotprobe_read(const struct robotprobe *p, const float *vector,
                    float *odds);
/* Moves the vector uphill until the probe is nearly sure of `cell`: with
 * `straight` along the probe's weights alone, else as vectors of this model
 * vary. Answers how far it moved. */
double robotprobe_move(const struct robotprobe *p, float *vector, int cell,
                       bool straight);

/* One vector of the place is replaced in each walk: of walk b that behind token
 * at[b]. */
struct robotprobe_edit {
    int at[ROBOTWORLD_BATCH];
    float vector[ROBOTWORLD_BATCH * ROBOTWORLD_WIDTH];
};

/* The vectors of a place [batch, count, width], and the odds of the next moves
 * [batch, count, moves]; with `edit`, of the model so changed. Either of `x`
 * and `odds` may be NULL. */
struct robotprobe_pass {
    struct decoder *model;
    struct graph *graph;
    int place;
    const int32_t *ids;
    int batch, count;
};
struct status robotprobe_run(const struct robotprobe_pass *r,
                             const struct robotprobe_edit *edit, float *x,
                             float *odds);

/* Walks that were never trained on, each moved in mind to a cell where other
 * moves are possible. Shares of the next move that go to what is not possible
 * there: as it is, moved by the probe, and moved as far in a random direction.
 * `pass` says where; its ids do not count. */
struct robotprobe_test {
    double before, after, random;
};
struct status robotprobe_try(struct robotprobe_test *t,
                             const struct robotprobe *p, bool straight,
                             const struct robotprobe_pass *pass, bool walls,
                             uint64_t seed);

#endif
