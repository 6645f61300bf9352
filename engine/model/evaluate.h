#ifndef ENGINE_MODEL_EVALUATE_H
#define ENGINE_MODEL_EVALUATE_H

#include "engine/model/checkpoint.h"

/*
 * evaluate.h - how well a model foretells a text.
 *
 * The text is read in windows that begin `stride` tokens apart; of a window
 * those tokens count that no earlier one has counted, so each is foretold once,
 * from at least context - stride tokens before it (the first window's from what
 * there is). Where the model's texts begin with a token of their own, the
 * text's first token is foretold from that; else it does not count.
 */
struct evaluate_result {
    double loss;          /* mean of -ln p over the tokens */
    double perplexity;    /* exp(loss) */
    double bits_per_byte; /* bits of all tokens over the bytes they stand for */
    int64_t tokens;       /* that count */
    int64_t bytes;        /* of theirs */
    int64_t context, stride, windows;
};

struct evaluate_options {
    int64_t context; /* tokens of a window; 0: the model's, at most 512 */
    int64_t stride;  /* 1 .. context; 0: half of it */
    /* Or NULL. Called while it reads: `done` of r->windows, whose tokens and
     * loss the result has so far. */
    void (*told)(void *user, const struct evaluate_result *r, int64_t done);
    void *user;
};

/* Resets `g`. Errors: BAD_USAGE for an encoder, options that do not fit the
 * model and a text without a token to foretell; BAD_FILE for a model whose
 * loss is no number; those of tokenizer and graph. */
struct status evaluate_text(struct evaluate_result *r,
                            const struct checkpoint *c, struct graph *g,
                            const char *text, size_t bytes,
                            const struct evaluate_options *o);

#endif
