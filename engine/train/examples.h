#ifndef ENGINE_TRAIN_EXAMPLES_H
#define ENGINE_TRAIN_EXAMPLES_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * examples.h - texts with a beginning and an end, of which some tokens are to
 * be learned: the rows of supervised fine-tuning.
 *
 * A batch holds examples of about one length and is as wide as its longest;
 * what is shorter is padded at its end with ids 0, whose targets are -1.
 * Packing joins several to one row beforehand: no padding, but what stands
 * later in a row sees what stands before it.
 */
struct examples {
    int32_t *id;
    unsigned char *counts; /* is that id learned? */
    int64_t *end;          /* example i is end[i - 1] .. end[i] - 1 */
    int64_t count, ids;
    int64_t room[2]; /* of the arrays, in examples and in ids */
    int32_t *order;  /* in which they come, of `epoch` */
    int64_t epoch;
};

void examples_init(struct examples *e);
void examples_release(struct examples *e);

/* Adds one. Errors: NO_MEMORY. */
struct status examples_add(struct examples *e, const int32_t *id,
                           const unsigned char *counts, int64_t n);
/* Joins neighbours while they have at most `most` ids together. */
void examples_pack(struct examples *e, int64_t most);
/* The last `share` of them, at least one where there are two, go to `out`. */
struct status examples_split(struct examples *e, double share,
                             struct examples *out);

int64_t examples_length(const struct examples *e, int64_t i);
int64_t examples_learned(const struct examples *e); /* ids that count */

/* Batch `step` of `rows` rows: every example comes once an epoch, in an order
 * that depends on (seed, epoch) alone. ids and targets have room for [rows,
 * most]; answers how wide the batch is, in [rows, width]. */
int64_t examples_batch(struct examples *e, uint64_t seed, uint64_t step,
                       int64_t rows, int64_t most, int32_t *ids,
                       int32_t *targets);

/* Examples from .. in the order they were added; `counted` targets count. */
int64_t examples_in_order(const struct examples *e, int64_t from, int64_t rows,
                          int64_t most, int32_t *ids, int32_t *targets,
                          int64_t *counted);

#endif
