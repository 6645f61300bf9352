#ifndef ENGINE_MODEL_DECODER_H
#define ENGINE_MODEL_DECODER_H

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/nn/kvcache.h"
#include "engine/nn/mlp.h"
#include "engine/nn/normlayer.h"
#include "engine/ops/rope.h"

/*
 * decoder.h - a transformer of one stack, shaped by its configuration.
 *
 * GPT-2: learned positions, layer norm, GELU, tied head. Llama: rotary
 * positions, RMS norm, SwiGLU, groups of heads. Qwen: biases or norms on
 * queries and keys. BERT: norms behind what they norm, no mask, no head.
 * Anything between is a configuration too; there is one forward pass.
 */
enum decoder_positions {
    DECODER_LEARNED,
    DECODER_ROPE,
    DECODER_NO_POSITIONS,
    DECODER_SINUSOID /* added to the tokens, never trained */
};

struct decoder_config {
    int64_t vocab, context, layers, heads, groups, width, hidden;
    enum decoder_positions positions;
    enum normlayer_kind norm;
    enum mlp_kind mlp;
    bool bias, tied, causal;
    double dropout, epsilon, rope_base;
    double init; /* deviation; residual outputs get init / sqrt(2 layers) */

    /* What published models have besides; all off in ours. */
    int64_t head_width; /* 0: width / heads */
    int64_t types;      /* kinds of token, each with a vector of its own */
    bool qkv_bias;      /* biases of q, k and v, whatever `bias` says */
    bool head_norms;    /* RMS norm over each head of q and of k */
    bool post_norm;     /* norm(x + f(x)), and one behind the embedding */
    bool headless;      /* the result is the last norm's, not logits */
    bool rope_pairs;    /* rotary pairs are neighbours */
    int rope_scaling;   /* of struct rope_angles, as the three below */
    double rope_factor, rope_low, rope_high;
    int64_t rope_original;
    int64_t window; /* positions that a token sees, its own the last; 0: all */
    bool unscaled;  /* scores are not divided by the root of the head's width */
    bool skipless;  /* a half of a block answers f(x), not x + f(x) */
    bool over_queries; /* softmax on the wrong axis, as in attention.h: a fault
                          to be studied, so it has no key */
};

/* Keys of decoder_describe() that every saved model has; later ones may be
 * absent and are off then. */
enum { DECODER_FIRST_KEYS = 17 };

/* GPT-2's shape with everything else zero; fill in the sizes. */
struct decoder_config decoder_gpt2(void);
/* Llama's shape. */
struct decoder_config decoder_llama(void);

/* Numbers of one head. */
int64_t decoder_head_width(const struct decoder_config *c);

/* Refuses sizes that do not fit each other, with the reason. */
struct status decoder_check(const struct decoder_config *c);

/* A configuration as "key" and value, in a fixed order: for cards, records
 * and --set. `i` counts from 0; false after the last. */
bool decoder_describe(const struct decoder_config *c, int i, const char **key,
                      char value[32]);
/* Sets one key from text. Errors: NOT_FOUND for an unknown key, BAD_USAGE. */
struct status decoder_set(struct decoder_config *c, const char *key,
                          const char *value);

struct decoder; /* opaque */

/* Owner: the caller, decoder_free(). */
struct status decoder_new(struct decoder **out, const struct decoder_config *c,
                          const struct device *d, uint64_t seed);
/* The same with every weight zero: for a reader that fills them. */
struct status decoder_blank(struct decoder **out,
                            const struct decoder_config *c,
                            const struct device *d);
/* The same, with the matrices that a source has. */
struct status decoder_outside(struct decoder **out,
                              const struct decoder_config *c,
                              const struct device *d,
                              const struct params_source *source);
void decoder_free(struct decoder *m);

const struct decoder_config *decoder_config(const struct decoder *m);
struct params *decoder_params(struct decoder *m);
/* Numbers that are trained, tied ones counted once. */
int64_t decoder_size(const struct decoder *m);

/* How a pass is made; all off outside training and generation. */
struct decoder_mode {
    bool training;
    uint64_t seed, step;   /* which random numbers dropout takes */
    struct kvcache *cache; /* ids go on from what it holds; batch is 1 */
    bool last_only;        /* the result is that of the last position alone */
    bool recompute; /* blocks are computed again on the way back: the memory
                       of one block instead of all; bits do not change */
};

/* ids [batch, t], t <= context; logits [batch, t, vocab], or without a head
 * [batch, t, width]; every token is of kind 0. What the pass kept in a cache
 * counts once the caller has seen it succeed: kvcache_grow(). */
struct tensor *decoder_forward(struct decoder *m, struct graph *g,
                               struct tensor *ids,
                               const struct decoder_mode *mode);

/* Positions that stand before a text's first while an adapter of that kind is
 * in use. A pass without a cache puts them there itself; an empty cache must be
 * given them first, and counts them. Fails on the graph. */
int64_t decoder_lead(const struct decoder *m);
void decoder_read_lead(struct decoder *m, struct graph *g, struct kvcache *to);

/* What the model says where its blocks end with `x` [batch, t, width]: the last
 * norm and the head, as decoder_forward() has them. Of a model with a head. */
struct tensor *decoder_say(struct decoder *m, struct graph *g,
                           struct tensor *x);

/* decoder_forward() from block `first` on, which reads x [batch, t, width].
 * Whoever changes a model at one layer runs only what follows it. */
struct tensor *decoder_resume(struct decoder *m, struct graph *g,
                              struct tensor *x, int first,
                              const struct decoder_mode *mode);

/* One loss from ids and targets [batch, t]; targets of -1 do not count. */
struct tensor *decoder_loss(struct decoder *m, struct graph *g,
                            struct tensor *ids, struct tensor *targets,
                            const struct decoder_mode *mode);

#endif
