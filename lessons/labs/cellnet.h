#ifndef LESSONS_LABS_CELLNET_H
#define LESSONS_LABS_CELLNET_H

#include <stdint.h>

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/nn/reclayer.h"

/*
 * cellnet.h - sentences about where somebody grew up, and an LSTM that names
 * the language at their end; what its gates did can be read out.
 *
 *     mara grew up in france  and the boat ... late  speaks fluent  ?
 *
 * A sentence has CELLNET_HEAD words, a gap of others, and two at its end.
 */
enum {
    CELLNET_COUNTRIES = 6,
    CELLNET_BATCH = 32,
    CELLNET_HEAD = 5,
    CELLNET_MOST_GAP = 40,
    CELLNET_MOST = CELLNET_HEAD + CELLNET_MOST_GAP + 2,
    CELLNET_WIDTH = 16
};

/* Input, forget, candidate, output: as ops/recurrent.h has them. */
enum { CELLNET_INPUT, CELLNET_FORGET, CELLNET_CANDIDATE, CELLNET_OUTPUT };

enum cellnet_force { CELLNET_LEARNED, CELLNET_SHUT, CELLNET_OPEN };

struct cellnet {
    struct params *params;
    struct reclayer recurrent;
    int tokens;
    struct dense head;
};

struct cellnet_texts {
    int words;
    int32_t id[CELLNET_BATCH * CELLNET_MOST], answer[CELLNET_BATCH];
};

/* What one batch did: row b, word t. */
struct cellnet_seen {
    int words, right;
    float gate[CELLNET_BATCH][CELLNET_MOST][4][CELLNET_WIDTH];
    float cell[CELLNET_BATCH][CELLNET_MOST][CELLNET_WIDTH];
};

const char *cellnet_word(int32_t id);
const char *cellnet_language(int32_t answer);

/* A batch of sentences with `gap` words between. */
void cellnet_draw(struct cellnet_texts *t, int gap, uint64_t seed,
                  uint64_t stream);

/* Owner: caller, params_free(). */
struct status cellnet_make(struct cellnet *n, const struct device *d,
                           uint64_t seed);

/* One step of training, the gradient clipped to length 1. */
struct status cellnet_train(struct cellnet *n, struct graph *g,
                            const struct cellnet_texts *t, int64_t step,
                            float *loss);

/* Runs a batch; with `force` the forget gates are held at 0 or at 1. */
struct status cellnet_look(struct cellnet *n, struct graph *g,
                           const struct cellnet_texts *t,
                           enum cellnet_force force, struct cellnet_seen *out);

#endif
