#include "engine/train/examples.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"

enum {
    STREAM = 0x65786d70, /* of the order */
    BUCKET = 16,         /* lengths that are alike */
    ROUND = 8            /* widths are multiples: fewer shapes */
};

void examples_init(struct examples *e)
{
    *e = (struct examples){.epoch = -1};
}

void examples_release(struct examples *e)
{
    free(e->id);
    free(e->counts);
    free(e->end);
    free(e->order);
    examples_init(e);
}

static bool grow(struct examples *e, int64_t n)
{
    if (e->count == e->room[0]) {
        const int64_t room = e->room[0] ? 2 * e->room[0] : 64;
        int64_t *end = realloc(e->end, (size_t)room * sizeof *end);

        if (!end)
            return false;
        e->end = end;
        e->room[0] = room;
    }
    if (e->ids + n <= e->room[1])
        return true;
    const int64_t room = 2 * (e->ids + n);
    int32_t *id = realloc(e->id, (size_t)room * sizeof *id);

    if (id)
        e->id = id;
    unsigned char *counts = realloc(e->counts, (size_t)room);

    if (counts)
        e->counts = counts;
    if (id && counts)
        e->room[1] = room;
    return id && counts;
}

struct status examples_add(struct examples *e, const int32_t *id,
                           const unsigned char *counts, int64_t n)
{
    if (!grow(e, n))
        return status_fail(STATUS_NO_MEMORY, "no memory for %lld examples",
                           (long long)e->count + 1);
    memcpy(e->id + e->ids, id, (size_t)n * sizeof *id);
    memcpy(e->counts + e->ids, counts, (size_t)n);
    e->ids += n;
    e->end[e->count++] = e->ids;
    return STATUS_OK;
}

static int64_t start_of(const struct examples *e, int64_t i)
{
    return i ? e->end[i - 1] : 0;
}

int64_t examples_length(const struct examples *e, int64_t i)
{
    return e->end[i] - start_of(e, i);
}

int64_t examples_learned(const struct examples *e)
{
    int64_t n = 0;

    for (int64_t i = 0; i < e->count; i++)
        for (int64_t k = start_of(e, i) + 1; k < e->end[i]; k++)
            n += e->counts[k]; /* the first of a row is never a target */
    return n;
}

void examples_pack(struct examples *e, int64_t most)
{
    int64_t kept = 0;

    for (int64_t i = 0; i < e->count; i++) {
        if (kept && e->end[i] - start_of(e, kept - 1) <= most)
            kept--; /* goes on where the one before ended */
        e->end[kept++] = e->end[i];
    }
    e->count = kept;
    e->epoch = -1;
}

struct status examples_split(struct examples *e, double share,
                             struct examples *out)
{
    int64_t n = (int64_t)((double)e->count * share + 0.5);

    if (share > 0.0 && n < 1)
        n = 1;
    if (n >= e->count)
        n = e->count - 1;
    const int64_t first = e->count - n;

    for (int64_t i = first; i < e->count; i++)
        STATUS_TRY(examples_add(out, e->id + start_of(e, i),
                                e->counts + start_of(e, i),
                                examples_length(e, i)));
    if (n > 0) {
        e->count = first;
        e->ids = first ? e->end[first - 1] : 0;
    }
    e->epoch = -1;
    return STATUS_OK;
}

/* What examples are sorted by: alike in length, else by chance. */
struct key {
    int64_t bucket;
    uint32_t chance;
    int32_t index;
};

static int compare(const void *a, const void *b)
{
    const struct key *x = a, *y = b;

    if (x->bucket != y->bucket)
        return x->bucket < y->bucket ? -1 : 1;
    if (x->chance != y->chance)
        return x->chance < y->chance ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static bool sort_epoch(struct examples *e, uint64_t seed, int64_t epoch)
{
    const uint64_t stream = (uint64_t)STREAM << 32 ^ (uint64_t)epoch;
    struct key *key = malloc((size_t)e->count * sizeof *key);
    int32_t *order = realloc(e->order, (size_t)e->count * sizeof *order);

    if (order)
        e->order = order;
    for (int64_t i = 0; key && i < e->count; i++)
        key[i] = (struct key){examples_length(e, i) / BUCKET,
                              rng_at(seed, stream, (uint64_t)i), (int32_t)i};
    if (key && order) {
        qsort(key, (size_t)e->count, sizeof *key, compare);
        for (int64_t i = 0; i < e->count; i++)
            order[i] = key[i].index;
        e->epoch = epoch;
    }
    free(key);
    return key && order;
}

static int64_t rounded(int64_t width, int64_t most)
{
    width = (width + ROUND - 1) / ROUND * ROUND;
    return width < most ? width : most;
}

/* One row of `width`: ids, and as targets the ids that follow. */
static int64_t put_row(const struct examples *e, int64_t i, int64_t width,
                       int32_t *ids, int32_t *targets)
{
    const int64_t at = i < 0 ? 0 : start_of(e, i);
    const int64_t n = i < 0 ? 0 : examples_length(e, i);
    int64_t counted = 0;

    for (int64_t k = 0; k < width; k++) {
        const bool learned = k + 1 < n && e->counts[at + k + 1];

        ids[k] = k < n ? e->id[at + k] : 0;
        targets[k] = learned ? e->id[at + k + 1] : -1;
        counted += learned;
    }
    return counted;
}

/* Which of the batches of an epoch is number `at`. */
static int64_t shuffled(uint64_t seed, int64_t epoch, int64_t batches,
                        int64_t at)
{
    const uint64_t stream = (uint64_t)(STREAM + 1) << 32 ^ (uint64_t)epoch;
    const uint32_t mine = rng_at(seed, stream, (uint64_t)at);
    int64_t before = 0; /* its rank among the chances of all */

    for (int64_t i = 0; i < batches; i++) {
        const uint32_t his = rng_at(seed, stream, (uint64_t)i);

        before += his < mine || (his == mine && i < at);
    }
    return before;
}

int64_t examples_batch(struct examples *e, uint64_t seed, uint64_t step,
                       int64_t rows, int64_t most, int32_t *ids,
                       int32_t *targets)
{
    const int64_t batches = (e->count + rows - 1) / rows;
    const int64_t epoch = (int64_t)step / batches;
    const int64_t at =
        shuffled(seed, epoch, batches, (int64_t)step % batches) * rows;
    int64_t width = 1;

    if (epoch != e->epoch && !sort_epoch(e, seed, epoch))
        return 0;
    for (int64_t r = at; r < at + rows && r < e->count; r++)
        if (examples_length(e, e->order[r]) - 1 > width)
            width = examples_length(e, e->order[r]) - 1;
    width = rounded(width, most);
    for (int64_t r = 0; r < rows; r++)
        put_row(e, at + r < e->count ? e->order[at + r] : -1, width,
                ids + r * width, targets + r * width);
    return width;
}

int64_t examples_in_order(const struct examples *e, int64_t from, int64_t rows,
                          int64_t most, int32_t *ids, int32_t *targets,
                          int64_t *counted)
{
    int64_t width = 1;

    for (int64_t r = from; r < from + rows && r < e->count; r++)
        if (examples_length(e, r) - 1 > width)
            width = examples_length(e, r) - 1;
    width = rounded(width, most);
    *counted = 0;
    for (int64_t r = 0; r < rows; r++)
        *counted += put_row(e, from + r < e->count ? from + r : -1, width,
                            ids + r * width, targets + r * width);
    return width;
}
