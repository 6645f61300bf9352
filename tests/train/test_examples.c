#include <criterion/criterion.h>
#include <string.h>

#include "engine/train/batches.h"

enum { ROWS = 2, MOST = 24 };

/* Example i is `length` ids of value 10 i + place; the last half counts. */
static void add(struct examples *e, int i, int64_t length)
{
    int32_t id[64];
    unsigned char counts[64];

    for (int k = 0; k < length; k++) {
        id[k] = 10 * i + k;
        counts[k] = k >= length / 2;
    }
    cr_assert_eq(examples_add(e, id, counts, length).code, 0);
}

Test(examples, padding_and_what_was_asked_are_no_targets)
{
    int32_t ids[ROWS * MOST], targets[ROWS * MOST];
    struct examples e;
    int64_t counted;

    examples_init(&e);
    add(&e, 1, 6);
    add(&e, 5, 4);
    const int64_t width =
        examples_in_order(&e, 0, ROWS, MOST, ids, targets, &counted);
    cr_assert_eq(width, 8);
    cr_assert_eq(counted, 3 + 2);
    cr_assert_eq(counted, examples_learned(&e));
    const int32_t want[ROWS * 8] = {-1, -1, 13, 14, 15, -1, -1, -1,
                                    -1, 52, 53, -1, -1, -1, -1, -1};
    const int32_t said[ROWS * 8] = {10, 11, 12, 13, 14, 15, 0, 0,
                                    50, 51, 52, 53, 0,  0,  0, 0};
    cr_assert_arr_eq(targets, want, sizeof want);
    cr_assert_arr_eq(ids, said, sizeof said);
    examples_release(&e);
}

Test(examples, each_comes_once_an_epoch_and_the_step_alone_says_when)
{
    int32_t ids[ROWS * MOST], targets[ROWS * MOST], again[ROWS * MOST];
    struct examples e;
    int seen[5] = {0};

    examples_init(&e);
    for (int i = 0; i < 5; i++)
        add(&e, i + 1, 4 + i);
    for (uint64_t step = 3; step < 6; step++) { /* the second epoch */
        const int64_t width =
            examples_batch(&e, 7, step, ROWS, MOST, ids, targets);

        for (int r = 0; r < ROWS; r++)
            if (ids[r * width])
                seen[ids[r * width] / 10 - 1]++;
    }
    for (int i = 0; i < 5; i++)
        cr_assert_eq(seen[i], 1, "%d", i);
    e.epoch = -1; /* as after a restart */
    const int64_t width = examples_batch(&e, 7, 5, ROWS, MOST, again, targets);
    cr_assert_arr_eq(ids, again, (size_t)(ROWS * width) * sizeof *ids);
    examples_release(&e);
}

Test(examples, a_batch_holds_neighbours_in_length)
{
    int32_t ids[ROWS * 64], targets[ROWS * 64];
    struct examples e;

    examples_init(&e);
    for (int i = 0; i < 8; i++)
        add(&e, i + 1, i % 2 ? 5 : 50);
    for (uint64_t step = 0; step < 4; step++) {
        const int64_t width =
            examples_batch(&e, 1, step, ROWS, 64, ids, targets);

        cr_assert(width == 8 || width == 56, "%lld", (long long)width);
        cr_assert((ids[5] != 0) == (ids[width + 5] != 0));
    }
    examples_release(&e);
}

Test(examples, packing_joins_what_fits_and_loses_nothing)
{
    struct examples e;

    examples_init(&e);
    for (int i = 0; i < 6; i++)
        add(&e, i + 1, 6);
    const int64_t ids = e.ids;
    examples_pack(&e, 13);
    cr_assert_eq(e.count, 3);
    cr_assert_eq(examples_length(&e, 0), 12);
    cr_assert_eq(e.end[2], ids);
    examples_release(&e);
}

Test(examples, a_split_takes_the_end_and_leaves_something)
{
    struct examples e, valid;

    examples_init(&e);
    examples_init(&valid);
    for (int i = 0; i < 4; i++)
        add(&e, i + 1, 6);
    cr_assert_eq(examples_split(&e, 0.25, &valid).code, 0);
    cr_assert_eq(e.count, 3);
    cr_assert_eq(valid.count, 1);
    cr_assert_eq(valid.id[0], 40);
    examples_release(&valid);
    examples_release(&e);
}
