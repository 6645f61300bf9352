#ifndef LESSONS_LABS_RECALLNET_H
#define LESSONS_LABS_RECALLNET_H

#include <stdint.h>

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/nn/reclayer.h"

/*
 * recallnet.h - small networks that read a row of tokens and name its first:
 * three that hand on a state, and one attention layer.
 *
 * Source: Elman 1990; Hochreiter and Schmidhuber 1997 with a forget gate (Gers
 * 2000); Cho et al. 2014; Vaswani et al. 2017, section 3.2.
 */
enum recallnet_kind {
    RECALLNET_RNN,
    RECALLNET_GRU,
    RECALLNET_LSTM,
    RECALLNET_ATTENTION,
    RECALLNET_KINDS
};

enum { RECALLNET_LETTERS = 8, RECALLNET_TOKENS = 17, RECALLNET_BATCH = 32 };

struct recallnet {
    enum recallnet_kind kind;
    int width;
    struct params *params;
    int tokens, head;          /* indexes */
    struct dense in;           /* of attention: q, k and v */
    struct reclayer recurrent; /* of the others */
};

const char *recallnet_name(enum recallnet_kind kind);
/* The kind called by the first `n` bytes of `name`, or RECALLNET_KINDS. */
enum recallnet_kind recallnet_find(const char *name, size_t n);

/* Owner: caller, recallnet_release(). */
struct status recallnet_make(struct recallnet *net, const struct device *d,
                             enum recallnet_kind kind, int width,
                             uint64_t seed);
void recallnet_release(struct recallnet *net);

/* ids [RECALLNET_BATCH, t]; the logits after the last one, [RECALLNET_BATCH,
 * RECALLNET_LETTERS]. */
struct tensor *recallnet_logits(const struct recallnet *net, struct graph *g,
                                const int32_t *ids, int t);

#endif
