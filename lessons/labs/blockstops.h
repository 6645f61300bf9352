#ifndef LESSONS_LABS_BLOCKSTOPS_H
#define LESSONS_LABS_BLOCKSTOPS_H

/*
 * blockstops.h - the places at which a text on its way through a model of
 * GPT-2's shape can be looked at: three before the blocks, twelve in each
 * block, three behind them.
 */
enum blockstops_kind {
    BLOCKSTOPS_TOKEN, /* the row of the token's id */
    BLOCKSTOPS_PLACE, /* the row of its place */
    BLOCKSTOPS_SUM,
    BLOCKSTOPS_NORM1, /* here each block begins */
    BLOCKSTOPS_QUERY,
    BLOCKSTOPS_KEY,
    BLOCKSTOPS_VALUE,
    BLOCKSTOPS_WEIGHTS,
    BLOCKSTOPS_MIX,
    BLOCKSTOPS_ATTENTION, /* what is added to the stream */
    BLOCKSTOPS_MIDDLE,
    BLOCKSTOPS_NORM2,
    BLOCKSTOPS_HIDDEN,
    BLOCKSTOPS_MLP, /* what is added to the stream */
    BLOCKSTOPS_OUT,
    BLOCKSTOPS_NORM, /* here the head begins */
    BLOCKSTOPS_LOGITS,
    BLOCKSTOPS_PROBABILITIES,
    BLOCKSTOPS_KINDS
};

enum {
    BLOCKSTOPS_BEFORE = BLOCKSTOPS_NORM1,
    BLOCKSTOPS_A_BLOCK = BLOCKSTOPS_NORM - BLOCKSTOPS_NORM1
};

struct blockstops {
    enum blockstops_kind kind;
    int block; /* -1 outside of the blocks */
};

int blockstops_count(int layers);
/* Stop `i` of them, from 0. */
struct blockstops blockstops_at(int layers, int i);
int blockstops_find(int layers, enum blockstops_kind kind, int block);

/* "weights": one or two words. */
const char *blockstops_name(enum blockstops_kind kind);
/* What is done there, in a sentence without its full stop. */
const char *blockstops_says(enum blockstops_kind kind);
/* The probe's name of it, "blocks.2.attn.mix"; what is none is "". */
void blockstops_probe(struct blockstops stop, char out[64]);

#endif
