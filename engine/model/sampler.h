#ifndef ENGINE_MODEL_SAMPLER_H
#define ENGINE_MODEL_SAMPLER_H

#include "engine/base/rng.h"
#include "engine/base/status.h"
#include "engine/kernels/stead.h"

/*
 * sampler.h - draws the next token from logits, fast enough to be asked for
 * every token of a large vocabulary.
 *
 * Order of the knobs: repetition, temperature, top-k, top-p, min-p, one draw.
 * Source: Fan et al. 2018 (top-k); Holtzman et al. 2020 (top-p); Nguyen et al.
 * 2024 (min-p); Keskar et al. 2019, section 4.1 (repetition).
 */
struct sampler_settings {
    double temperature;        /* 0: always the likeliest */
    int64_t top_k;             /* 0: all */
    double top_p;              /* 1: all */
    double min_p;              /* of the likeliest's share; 0: all */
    double repeat;             /* divides what was said before; 1: does not */
    int64_t repeat_last;       /* how many of the last tokens count for that */
    const struct stead *stead; /* may cut by top-k and top-p; NULL: ours does */
};

/* Draws as the model learned to, with temperature 1. */
struct sampler_settings sampler_plain(void);
/* Errors: BAD_USAGE, naming the setting. */
struct status sampler_check(const struct sampler_settings *s);

struct sampler; /* opaque: scratch */

/* Owner: the caller. NULL: no memory. */
struct sampler *sampler_new(int vocab);
void sampler_free(struct sampler *s);

/* One token after `ids`, of which there are n. */
struct sampler_draw {
    int32_t id;
    double logprob; /* log softmax(logits)[id], before any knob */
};
struct sampler_draw sampler_draw(struct sampler *s, const float *logits,
                                 const struct sampler_settings *k,
                                 const int32_t *ids, int64_t n,
                                 struct rng *rng);

/* One token that the knobs leave, and how likely it is to be drawn. */
struct sampler_odds {
    int32_t id;
    double probability;
};

/* The `most` likeliest of them, likeliest first (ties: smaller id); answers how
 * many are left in all. Their probabilities sum to 1. */
int sampler_odds(struct sampler *s, const float *logits,
                 const struct sampler_settings *k, const int32_t *ids,
                 int64_t n, struct sampler_odds *out, int most);

#endif
