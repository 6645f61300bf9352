#ifndef LESSONS_LABS_CLASSNET_H
#define LESSONS_LABS_CLASSNET_H

#include "engine/core/graph.h"
#include "engine/nn/mlp.h"
#include "engine/nn/reclayer.h"
#include "engine/nn/selfattn.h"

/*
 * classnet.h - two networks that put a text into one of two classes: a GRU
 * that reads it word by word, and an encoder of two blocks in which all words
 * look at all, itself included.
 */
enum classnet_kind { CLASSNET_GRU, CLASSNET_ENCODER, CLASSNET_KINDS };

enum { CLASSNET_BATCH = 32, CLASSNET_ROOM = 25, CLASSNET_BLOCKS = 2 };

struct classnet {
    enum classnet_kind kind;
    struct params *params;
    int tokens, places; /* tables */
    struct reclayer reader;
    struct {
        struct normlayer norm[2];
        struct selfattn attn;
        struct mlp mlp;
    } block[CLASSNET_BLOCKS];
    struct normlayer last;
    struct dense head;
};

/* Row b: `count` words, then 0. Place 0 is left for the encoder's own token. */
struct classnet_texts {
    int32_t id[CLASSNET_BATCH][CLASSNET_ROOM];
    int32_t count[CLASSNET_BATCH], answer[CLASSNET_BATCH];
};

const char *classnet_name(enum classnet_kind kind);

/* Owner: caller, params_free(). */
struct status classnet_make(struct classnet *n, enum classnet_kind kind,
                            int words, uint64_t seed);

/* [CLASSNET_BATCH, 2]; NULL after a failure. */
struct tensor *classnet_logits(const struct classnet *n, struct graph *g,
                               const struct classnet_texts *t);

/* One step of training, the gradient clipped to length 1. */
struct status classnet_train(struct classnet *n, struct graph *g,
                             const struct classnet_texts *t, int64_t step,
                             float *loss);

#endif
