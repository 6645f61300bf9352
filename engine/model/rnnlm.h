#ifndef ENGINE_MODEL_RNNLM_H
#define ENGINE_MODEL_RNNLM_H

#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/model/ways.h"
#include "engine/nn/reclayer.h"

/*
 * rnnlm.h - a recurrent language model: vectors of tokens, recurrent layers,
 * and a row of logits behind every step.
 *
 * A window may begin where the last one ended (reclayer_kept): what was read
 * before counts on, and gradients stop there.
 * Source: Mikolov et al. 2010, "Recurrent neural network based language model";
 * Sundermeyer, Schlueter and Ney 2012 for LSTM.
 */
struct rnnlm_config {
    int64_t vocab, width; /* width: of vectors and states */
    enum reclayer_kind kind;
    int layers; /* 1 .. RECLAYER_CELLS */
};

/* At most: texts of a batch, tokens of each. A longer text is read window by
 * window; rnnlm_ways() does so with its prompt. */
enum { RNNLM_ROWS = 1 << 16, RNNLM_LENGTH = 4096 };

struct rnnlm; /* opaque */

/* Errors: BAD_USAGE for a config that makes no sense; NO_MEMORY.
 * Owner: the caller, rnnlm_free(). */
struct status rnnlm_new(struct rnnlm **out, const struct rnnlm_config *c,
                        const struct device *d, uint64_t seed);
void rnnlm_free(struct rnnlm *m);
struct params *rnnlm_params(const struct rnnlm *m);
const struct reclayer *rnnlm_layers(const struct rnnlm *m);

/* Windows of tokens: ids [rows, length], and what comes behind each, for the
 * loss; -1 there does not count. `start` NULL: nothing was read before. */
struct rnnlm_batch {
    int64_t rows, length;
    const int32_t *ids, *next;
    const struct reclayer_kept *start;
};

/* The state behind each token, [rows, length, width]; `last`, if not NULL, is
 * for reclayer_keep(). NULL after a failure: BAD_USAGE for an empty batch, for
 * one beyond the limits, for an id that the model lacks. */
struct tensor *rnnlm_states(struct rnnlm *m, struct graph *g,
                            const struct rnnlm_batch *b,
                            struct reclayer_state *last);
/* Logits [.., vocab] behind states [.., width]. */
struct tensor *rnnlm_head(struct rnnlm *m, struct graph *g,
                          struct tensor *states);
/* Mean loss over what comes next. */
struct tensor *rnnlm_loss(struct rnnlm *m, struct graph *g,
                          const struct rnnlm_batch *b,
                          struct reclayer_state *last);

/* At most `most` ways on from a prompt. `g` is borrowed, and reset by every
 * call. Owner: the caller, ways_free(). Errors: BAD_USAGE (no prompt, too many
 * ways, an id that the model lacks), NO_MEMORY. */
struct status rnnlm_ways(struct ways *out, struct rnnlm *m, struct graph *g,
                         const int32_t *prompt, int64_t n, int most);

#endif
