#ifndef LESSONS_LABS_CHARNET_H
#define LESSONS_LABS_CHARNET_H

#include "engine/model/rnnlm.h"

/*
 * charnet.h - a recurrent network that learns to foretell the next character,
 * step by step, and says how well it does.
 */
struct charnet {
    struct rnnlm *model;
    struct graph *graph;
    int steps; /* done */
    float loss;
};

/* Owner: the caller, charnet_release(), also after a failure. */
struct status charnet_open(struct charnet *c, const struct rnnlm_config *of,
                           struct hook hook, uint64_t seed);
void charnet_release(struct charnet *c);

/* Characters that one step reads. */
int charnet_reads(void);
/* One step on windows from anywhere in `ids`. Errors: BAD_USAGE for a text
 * shorter than a window. */
struct status charnet_train(struct charnet *c, const int32_t *ids, int64_t n,
                            uint64_t seed);

/* Surprise at each of ids 1 .. n-1 in bits, from all that stand before it:
 * out[n], of which out[0] is 0. */
struct status charnet_bits(struct charnet *c, const int32_t *ids, int64_t n,
                           float *out);

#endif
