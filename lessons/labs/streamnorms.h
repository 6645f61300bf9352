#ifndef LESSONS_LABS_STREAMNORMS_H
#define LESSONS_LABS_STREAMNORMS_H

#include "engine/base/arena.h"
#include "lessons/labs/labmodel.h"

/*
 * streamnorms.h - lengths of the residual stream and of what attention and MLP
 * of every block add to it, at every position of a text.
 *
 * Row 0 of the stream is the embedding, row i + 1 what block i leaves; row i of
 * a part is that of block i. Lengths do not add up: a part may point along the
 * stream, across it, or against it; the cosine says which.
 */
enum streamnorms_part {
    STREAMNORMS_STREAM,
    STREAMNORMS_ATTENTION,
    STREAMNORMS_MLP,
    STREAMNORMS_PARTS
};

struct streamnorms {
    int layers, tokens;
    float *length[STREAMNORMS_PARTS]; /* [rows][tokens] */
    float *cosine[STREAMNORMS_PARTS]; /* with the stream before it */
};

/* One pass over the text that `m` has read; tables stand in `a`. Errors:
 * NO_MEMORY, CANCELLED. */
struct status streamnorms_read(struct streamnorms *n, struct labmodel *m,
                               struct arena *a);

/* Rows of the tables of a part. */
int streamnorms_rows(const struct streamnorms *n, enum streamnorms_part part);

static inline float streamnorms_length(const struct streamnorms *n,
                                       enum streamnorms_part part, int row,
                                       int token)
{
    return n->length[part][(int64_t)row * n->tokens + token];
}

static inline float streamnorms_cosine(const struct streamnorms *n,
                                       enum streamnorms_part part, int row,
                                       int token)
{
    return n->cosine[part][(int64_t)row * n->tokens + token];
}

#endif
