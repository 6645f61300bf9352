#ifndef ENGINE_MODEL_GENERATE_H
#define ENGINE_MODEL_GENERATE_H

#include "engine/base/rng.h"
#include "engine/model/decoder.h"

/*
 * generate.h - from the logits of the last position to the next token.
 *
 * Order of the knobs: temperature, then top-k, then top-p, then one draw.
 * Source: Fan et al. 2018 (top-k); Holtzman et al. 2020, section 3.1 (top-p).
 */
struct generate_settings {
    double temperature; /* 0: always the likeliest */
    int top_k;          /* 0: all */
    double top_p;       /* 1: all */
};

/* One token that may come next. */
struct generate_candidate {
    int32_t id;
    double probability; /* after the knobs */
};

/* Logits [vocab] after the last of `ids`; of more than the model's context
 * only the last are read. Resets `g`. Errors: BAD_USAGE for no ids. */
struct status generate_logits(struct decoder *m, struct graph *g,
                              const int32_t *ids, int64_t n, float *logits);

/* All tokens that the knobs leave, likeliest first (ties: smaller id first);
 * their probabilities sum to 1. Room for `vocab`; answers how many. */
int generate_rank(const float *logits, int vocab,
                  const struct generate_settings *s,
                  struct generate_candidate *out);

/* Draws one of the candidates. */
const struct generate_candidate *
generate_pick(const struct generate_candidate *candidates, int n,
              struct rng *rng);

/* log softmax(logits)[id], before any knob. */
double generate_logprob(const float *logits, int vocab, int32_t id);

#endif
