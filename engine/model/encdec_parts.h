#ifndef ENGINE_MODEL_ENCDEC_PARTS_H
#define ENGINE_MODEL_ENCDEC_PARTS_H

#include "engine/model/encdec.h"
#include "engine/nn/mlp.h"
#include "engine/nn/selfattn.h"

/*
 * encdec_parts.h - for encdec*.c alone: the model, and its two passes.
 */
struct encdec_block {
    struct normlayer norm, across_norm, mlp_norm;
    struct selfattn attn, across; /* across: of the decoder */
    struct mlp mlp;
};

/* One of the two stacks, with its tables. */
struct encdec_stack {
    int tokens, places;
    struct encdec_block block[ENCDEC_LAYERS];
    struct normlayer last;
};

struct encdec {
    struct encdec_config config;
    struct params *params;
    struct encdec_stack encoder, decoder;
    struct dense head;
};

/* What the encoder leaves, and how much of each row counts. */
struct encdec_reading {
    struct tensor *states, *lengths;
};

/* Else the graph says why not: nothing to read or write, or too much. */
bool encdec_fits(const struct encdec *m, struct graph *g,
                 const struct seq2seq_batch *b, int64_t write);
struct encdec_reading encdec_read(struct encdec *m, struct graph *g,
                                  const struct seq2seq_batch *b);
/* Logits behind each of `ids` [rows, t]. */
struct tensor *encdec_logits(struct encdec *m, struct graph *g,
                             const struct encdec_reading *r, const int32_t *ids,
                             const int64_t shape[2]);

#endif
