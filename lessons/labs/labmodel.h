#ifndef LESSONS_LABS_LABMODEL_H
#define LESSONS_LABS_LABMODEL_H

#include "engine/base/arena.h"
#include "engine/core/graph.h"
#include "engine/model/checkpoint.h"

/*
 * labmodel.h - a trained model that has read a text: what the labs that look
 * into models start from.
 */
struct labmodel {
    struct checkpoint checkpoint;
    struct graph *graph;
    int32_t *ids; /* of the text */
    size_t count;
};

/* Loads the model; there is no text yet. Errors: those of checkpoint_load();
 * `m` is then empty. */
struct status labmodel_load(struct labmodel *m, const char *model,
                            struct hook hook);
/* Reads a text in place of the last one, which stays where this one is refused.
 * Errors: BAD_USAGE (an empty text, one longer than the model reads). */
struct status labmodel_read(struct labmodel *m, const char *text);
/* Both. Where one fails, `m` is empty. */
struct status labmodel_open(struct labmodel *m, const char *model,
                            const char *text, struct hook hook);
void labmodel_release(struct labmodel *m);

/* Token `i` as people read it, in `a`. NULL: no memory. */
char *labmodel_piece(const struct labmodel *m, int32_t id, struct arena *a);

/* log of the probability that the text goes on with `word`, all its tokens.
 * Errors: BAD_USAGE (a word without tokens). */
struct status labmodel_logprob(struct labmodel *m, const char *word,
                               double *logprob);

#endif
