#ifndef LESSONS_LABS_ATTNMAPS_H
#define LESSONS_LABS_ATTNMAPS_H

#include <stdbool.h>

#include "engine/base/arena.h"
#include "engine/base/status.h"
#include "lessons/labs/labmodel.h"

/*
 * attnmaps.h - the attention weights of one pass over a text, of every layer
 * and head, and what happens to the prediction when one weight is removed.
 */
struct attnmaps_wanted {
    int layer, head; /* the map to show, and to remove a weight from */
    bool remove;     /* the largest weight below the first row */
};

struct attnmaps {
    struct arena arena;
    int layers, heads, tokens;
    int layer, head; /* shown */
    bool causal;     /* no row looks at what comes later */
    const char **token;
    float *weight; /* [layers][heads][tokens][tokens] */
    bool removed;
    int gone[2]; /* row and column of the removed weight */
    float gone_weight;
    double change_points; /* of the likeliest token's probability */
    char *likeliest;
};

/* One pass of `lm` over the text that it has read. Owner: the caller,
 * attnmaps_free(). Errors: BAD_USAGE for a layer or head that the model lacks,
 * and where nothing can be foretold without a weight.
 */
struct status attnmaps_read(struct attnmaps **out, struct labmodel *lm,
                            const struct attnmaps_wanted *wanted);
struct status attnmaps_copy(struct attnmaps **out, const struct attnmaps *m);
void attnmaps_free(struct attnmaps *m);

/* Shows another map; what was removed is forgotten. Errors: BAD_USAGE. */
struct status attnmaps_show(struct attnmaps *m, int layer, int head);

/* The weights of one head, [tokens][tokens]. */
const float *attnmaps_of(const struct attnmaps *m, int layer, int head);

#endif
