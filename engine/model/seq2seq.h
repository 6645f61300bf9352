#ifndef ENGINE_MODEL_SEQ2SEQ_H
#define ENGINE_MODEL_SEQ2SEQ_H

#include "engine/base/rng.h"
#include "engine/core/graph.h"
#include "engine/core/params.h"
#include "engine/model/ways.h"
#include "engine/nn/reclayer.h"

/*
 * seq2seq.h - one recurrent net reads a sequence, another writes one.
 *
 * Without attention all that passes is the state in which the reader ends;
 * with it the writer looks back at every step of the reader.
 * Source: Sutskever, Vinyals and Le 2014, "Sequence to Sequence Learning with
 * Neural Networks"; Bahdanau et al. 2015 for the scores, Luong et al. 2015,
 * section 3.1, for where they are taken: after the step of the writer, so that
 * all steps of a known target are computed together.
 */
struct seq2seq_config {
    int64_t source_vocab, target_vocab;
    int32_t begin, end; /* of the target vocabulary */
    int64_t width;      /* of tokens, states and scores */
    enum reclayer_kind kind;
    bool both_ways; /* the reader's */
    bool attends;
};

/* source [rows, source_length], shorter ones with -1 in front: those are not
 * looked at. target [rows, target_length]: each ends with `end`, and -1 after
 * it, which does not count. */
struct seq2seq_batch {
    int64_t rows, source_length, target_length;
    const int32_t *source, *target;
};

/* At most: texts of a batch, tokens that one has to read or to write. */
enum { SEQ2SEQ_ROWS = 1 << 16, SEQ2SEQ_LENGTH = 4096 };

struct seq2seq; /* opaque */

/* Errors: BAD_USAGE for a config that makes no sense; NO_MEMORY.
 * Owner: the caller, seq2seq_free(). */
struct status seq2seq_new(struct seq2seq **out, const struct seq2seq_config *c,
                          const struct device *d, uint64_t seed);
void seq2seq_free(struct seq2seq *m);
struct params *seq2seq_params(const struct seq2seq *m);

/* Mean loss over the target's tokens, each guessed after the ones before it in
 * `given` [rows, target_length], which begins with `begin`; NULL is the target
 * itself (teacher forcing). The probe sees the weights of attention as
 * "attn.probs" [rows, target_length, source_length]. NULL after a failure:
 * BAD_USAGE for an empty batch, for one beyond the limits, for an id that the
 * model lacks. */
struct tensor *seq2seq_loss(struct seq2seq *m, struct graph *g,
                            const struct seq2seq_batch *b,
                            const int32_t *given);

/* What stands before each token in training, for seq2seq_loss(): with
 * probability `taught` the target's token, else the one that the model itself
 * writes there now, on its own. given has room for [rows, target_length].
 * Source: Bengio et al. 2015, "Scheduled Sampling", section 2.4. */
struct status seq2seq_given(struct seq2seq *m, struct graph *g,
                            const struct seq2seq_batch *b, double taught,
                            struct rng *r, int32_t *given);

/* Writes the likeliest token step by step into out [rows, most]; behind the
 * first `end` all are `end`. Reads b->source alone. Resets `g`, and leaves its
 * gradients as they were. Errors: those of the loss. */
struct status seq2seq_write(struct seq2seq *m, struct graph *g,
                            const struct seq2seq_batch *b, int32_t *out,
                            int64_t most);

/* At most `most` ways to write behind one source of `n` ids, -1 in front where
 * it is padded. `g` is borrowed, and reset by every call. Owner: the caller,
 * ways_free(). Errors: BAD_USAGE (no source, one beyond the limit, too many
 * ways), NO_MEMORY. */
struct status seq2seq_ways(struct ways *out, struct seq2seq *m, struct graph *g,
                           const int32_t *source, int64_t n, int most);

#endif
