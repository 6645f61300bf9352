#ifndef ENGINE_MODEL_GENERATE_H
#define ENGINE_MODEL_GENERATE_H

#include "engine/model/decoder.h"

/*
 * generate.h - from the logits of the last position to the odds of every next
 * token: what a lab shows. sampler.h draws.
 */
/* One token that may come next. */
struct generate_candidate {
    int32_t id;
    double probability;
};

/* Logits [vocab] after the last of `ids`; of more than the model's context
 * only the last are read. Resets `g`. Errors: BAD_USAGE for no ids;
 * UNSUPPORTED for an encoder. */
struct status generate_logits(struct decoder *m, struct graph *g,
                              const int32_t *ids, int64_t n, float *logits);

/* All tokens, likeliest first (ties: smaller id first); their probabilities sum
 * to 1. At temperature 0 the likeliest has all. Room for `vocab`. */
void generate_rank(const float *logits, int vocab, double temperature,
                   struct generate_candidate *out);

/* The `n` likeliest alone, at temperature 1, in one walk: for pictures that ask
 * at many places. Room for n, which is at most `vocab`. */
void generate_best(const float *logits, int vocab, int n,
                   struct generate_candidate *out);

/* How many tokens stand before `id` in that order. */
int generate_place(const float *logits, int vocab, int32_t id);

/* log softmax(logits)[id], before any knob. */
double generate_logprob(const float *logits, int vocab, int32_t id);

#endif
