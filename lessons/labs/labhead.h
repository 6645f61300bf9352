#ifndef LESSONS_LABS_LABHEAD_H
#define LESSONS_LABS_LABHEAD_H

#include "engine/base/status.h"
#include "engine/core/graph.h"

/*
 * labhead.h - queries, keys and values of one head of a trained model that
 * read a text, taken by the probe on the model's normal path.
 */
enum { LABHEAD_TOKENS = 32, LABHEAD_WIDTH = 256, LABHEAD_TEXT = 24 };

/* Plain numbers and text: copy it whole. Tables are row-major and dense. */
struct labhead {
    int tokens, width, layers, heads, layer, head;
    char token[LABHEAD_TOKENS][LABHEAD_TEXT];
    float q[LABHEAD_TOKENS * LABHEAD_WIDTH]; /* [tokens, width], and turned */
    float k[LABHEAD_TOKENS * LABHEAD_WIDTH]; /* by rotary positions where   */
    float v[LABHEAD_TOKENS * LABHEAD_WIDTH]; /* the model has them          */
    float weight[LABHEAD_TOKENS * LABHEAD_TOKENS]; /* as the model computed */
};

struct labhead_wanted {
    const char *model, *text;
    int layer, head;
    int most; /* tokens of the text to read */
    struct hook hook;
};

/* Errors: those of labmodel_open(); BAD_USAGE (no such layer or head, too many
 * tokens, a model without a causal mask); TOO_BIG (a head above LABHEAD_WIDTH).
 */
struct status labhead_read(struct labhead *h, const struct labhead_wanted *w);

/* One pass of attention by single ops over the numbers of `h`. */
struct labhead_pass {
    float scaled[LABHEAD_TOKENS * LABHEAD_TOKENS]; /* before the mask */
    float product[LABHEAD_TOKENS * LABHEAD_TOKENS];
    float weight[LABHEAD_TOKENS * LABHEAD_TOKENS];
    float output[LABHEAD_TOKENS * LABHEAD_WIDTH];
};

/* With the keys `k`, which may be those of `h` or others. Resets `g`. */
struct status labhead_attend(struct labhead_pass *p, struct graph *g,
                             const struct labhead *h, const float *k);

#endif
