#ifndef ENGINE_MODEL_SEQ2SEQ_PARTS_H
#define ENGINE_MODEL_SEQ2SEQ_PARTS_H

#include "engine/model/seq2seq.h"
#include "engine/nn/addattn.h"

/*
 * seq2seq_parts.h - for seq2seq*.c alone: the model, and its two passes.
 */
struct seq2seq {
    struct seq2seq_config config;
    struct params *params;
    int source, target; /* tables of token vectors */
    struct reclayer reader, writer;
    struct dense bridge; /* of both ways: two states to one */
    struct addattn attn;
    struct dense join; /* state and what attention took, to one vector */
    struct dense head;
};

/* What the reader leaves. */
struct seq2seq_reading {
    struct tensor *steps;        /* [rows, length, ways width] */
    struct reclayer_state state; /* for the writer to begin with */
    struct tensor *hide;         /* [rows, 1, length], or NULL */
};

/* BAD_USAGE unless the batch has something to read, to write `length`, and is
 * within the limits. */
struct status seq2seq_fits(const struct seq2seq_batch *b, int64_t length);

struct seq2seq_reading seq2seq_read(struct seq2seq *m, struct graph *g,
                                    const struct seq2seq_batch *b);
/* The writer's steps over `ids` [rows, t], and the logits of each. */
struct tensor *seq2seq_steps(struct seq2seq *m, struct graph *g,
                             const struct seq2seq_reading *r,
                             struct tensor *ids, struct reclayer_state *last);

#endif
