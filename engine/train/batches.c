#include "engine/train/batches.h"

#include <assert.h>

#include "engine/base/rng.h"

enum { STREAM = 0x62617463 }; /* of the windows' places */

void batches_random(const struct batches *b, uint64_t seed, uint64_t step,
                    int64_t rows, int32_t *ids, int32_t *targets)
{
    assert(b->count > b->context);
    for (int64_t r = 0; r < rows; r++) {
        /* A stream of its own, so that a rejected draw shifts nobody else. */
        struct rng rng =
            rng_make(seed, (uint64_t)STREAM << 32 ^
                               (step * (uint64_t)rows + (uint64_t)r));
        const int64_t start =
            (int64_t)rng_below(&rng, (uint32_t)(b->count - b->context));

        for (int64_t i = 0; i < b->context; i++) {
            *ids++ = b->token[start + i];
            *targets++ = b->token[start + i + 1];
        }
    }
}

int64_t batches_windows(const struct batches *b)
{
    return b->count < 2 ? 0 : (b->count - 2) / b->context + 1;
}

int64_t batches_in_order(const struct batches *b, int64_t from, int64_t rows,
                         int32_t *ids, int32_t *targets)
{
    int64_t counted = 0;

    for (int64_t i = from * b->context; i < (from + rows) * b->context; i++) {
        const int in = i + 1 < b->count;

        *ids++ = in ? b->token[i] : 0;
        *targets++ = in ? b->token[i + 1] : -1;
        counted += in;
    }
    return counted;
}

int64_t batches_fill(const struct batches *b, uint64_t seed, uint64_t step,
                     int64_t rows, int32_t *ids, int32_t *targets)
{
    if (b->examples)
        return examples_batch(b->examples, seed, step, rows, b->context, ids,
                              targets);
    batches_random(b, seed, step, rows, ids, targets);
    return b->context;
}

int64_t batches_rows(const struct batches *b)
{
    return b->examples ? b->examples->count : batches_windows(b);
}

int64_t batches_next(const struct batches *b, int64_t from, int64_t rows,
                     int32_t *ids, int32_t *targets, int64_t *counted)
{
    if (b->examples)
        return examples_in_order(b->examples, from, rows, b->context, ids,
                                 targets, counted);
    *counted = batches_in_order(b, from, rows, ids, targets);
    return b->context;
}
