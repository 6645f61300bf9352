#ifndef ENGINE_TRAIN_BATCHES_H
#define ENGINE_TRAIN_BATCHES_H

#include <stdint.h>

#include "engine/train/examples.h"

/*
 * batches.h - cuts a row of tokens into batches of inputs and targets.
 *
 * A target is the token after its input. Which windows a step sees depends on
 * (seed, step) alone, so a resumed run sees what an undisturbed one would.
 * Training and validation tokens are two rows that share no token.
 */
struct batches {
    const int32_t *token; /* borrowed */
    int64_t count;
    int64_t context;           /* tokens of a window */
    struct examples *examples; /* instead of a row of tokens; or NULL */
};

/* Fills `rows` windows [rows, context] that start at random places.
 * `count` must be above `context`. */
void batches_random(const struct batches *b, uint64_t seed, uint64_t step,
                    int64_t rows, int32_t *ids, int32_t *targets);

/* A batch of step `step`, windows or examples: answers its width, at most
 * `context`; 0 when memory ends. */
int64_t batches_fill(const struct batches *b, uint64_t seed, uint64_t step,
                     int64_t rows, int32_t *ids, int32_t *targets);
/* Rows from .. of all that there are, batches_rows() in number. */
int64_t batches_rows(const struct batches *b);
int64_t batches_next(const struct batches *b, int64_t from, int64_t rows,
                     int32_t *ids, int32_t *targets, int64_t *counted);

/* Windows side by side that cover every token once. */
int64_t batches_windows(const struct batches *b);

/* Fills windows from .. from + rows - 1; past the end of the tokens the ids
 * are 0 and the targets -1. Answers how many targets count. */
int64_t batches_in_order(const struct batches *b, int64_t from, int64_t rows,
                         int32_t *ids, int32_t *targets);

#endif
