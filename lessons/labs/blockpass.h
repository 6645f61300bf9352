#ifndef LESSONS_LABS_BLOCKPASS_H
#define LESSONS_LABS_BLOCKPASS_H

#include "engine/base/arena.h"
#include "lessons/labs/blockstops.h"
#include "lessons/labs/labmodel.h"

/*
 * blockpass.h - one text's way through a model of GPT-2's shape, kept whole:
 * the numbers at every stop and, going back from one answer, their gradients.
 */
enum { BLOCKPASS_TOKENS = 64 };

struct blockpass {
    struct arena arena;
    int layers, heads, width, hidden, vocab; /* of the model */
    int given;                               /* tokens of the text */
    int tokens;    /* and those that the model wrote behind it */
    int asked;     /* position of the answer that the gradients are of */
    int toward;    /* its second likeliest token */
    float **value; /* [stops] of [tokens, cols]; weights [heads, tokens,
                      tokens] */
    float **grad;  /* the same, of the surprise at `toward`; NULL: it has
                      none, being a table or behind the logits */
    int32_t ids[BLOCKPASS_TOKENS];
    int32_t says[BLOCKPASS_TOKENS]; /* the likeliest next one everywhere */
};

/* Columns of a stop; of the weights those of one head. */
int blockpass_cols(const struct blockpass *b, enum blockstops_kind kind);

/* Reads the text of `m`, lets the model write up to `write` tokens behind it
 * (always the likeliest) and keeps the pass over all of them. `answer`: counts
 * what it says from the end of the text on, from 1.
 * Errors: BAD_USAGE (a model of another shape, a text too long), NO_MEMORY. */
struct status blockpass_read(struct blockpass *b, struct labmodel *m, int write,
                             int answer);
void blockpass_release(struct blockpass *b);

#endif
