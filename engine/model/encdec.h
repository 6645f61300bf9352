#ifndef ENGINE_MODEL_ENCDEC_H
#define ENGINE_MODEL_ENCDEC_H

#include "engine/model/seq2seq.h"

/*
 * encdec.h - an encoder-decoder transformer: the encoder's positions look at
 * all of the source but its padding, the decoder's at what is written so far,
 * and then across at the encoder's.
 *
 * Norms stand in front of each part, positions are learned. Batches are those
 * of seq2seq.h.
 * Source: Vaswani et al. 2017, "Attention Is All You Need", section 3.1; Xiong
 * et al. 2020 for the place of the norms.
 */
struct encdec_config {
    int64_t source_vocab, target_vocab;
    int32_t begin, end; /* of the target vocabulary */
    int64_t width, heads, hidden;
    int layers;   /* of each stack, 1 .. ENCDEC_LAYERS */
    int64_t most; /* positions of each side */
};
enum { ENCDEC_LAYERS = 12 };

struct encdec; /* opaque */

/* Errors: BAD_USAGE for a config that makes no sense; NO_MEMORY.
 * Owner: the caller, encdec_free(). */
struct status encdec_new(struct encdec **out, const struct encdec_config *c,
                         const struct device *d, uint64_t seed);
void encdec_free(struct encdec *m);
struct params *encdec_params(const struct encdec *m);

/* Mean loss over the target's tokens, each guessed after the ones before it.
 * A source without any token is BAD_USAGE. The probe sees the decoder's look
 * across as "decoder.0.across.probs" [rows, heads, target, source]; a shorter
 * source stands at the begin of its row there. NULL after a failure. */
struct tensor *encdec_loss(struct encdec *m, struct graph *g,
                           const struct seq2seq_batch *b);

/* As seq2seq_write(). `most` is at most the config's. */
struct status encdec_write(struct encdec *m, struct graph *g,
                           const struct seq2seq_batch *b, int32_t *out,
                           int64_t most);

/* As seq2seq_ways(). A source longer than the config's `most` is BAD_USAGE, and
 * no way is longer. */
struct status encdec_ways(struct ways *out, struct encdec *m, struct graph *g,
                          const int32_t *source, int64_t n, int most);

#endif
