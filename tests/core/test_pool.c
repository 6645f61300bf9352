#include <criterion/criterion.h>
#include <stdint.h>

#include "engine/core/pool.h"

Test(pool, a_second_round_of_the_same_sizes_asks_the_system_for_nothing)
{
    struct pool p;
    int64_t first = 0;

    pool_init(&p, 1 << 20, NULL);
    for (int round = 0; round < 3; round++) {
        for (size_t bytes = 1; bytes < 40000; bytes = 3 * bytes + 1)
            cr_assert_not_null(pool_take(&p, bytes));
        if (round == 0)
            first = p.system_requests;
        pool_give_all(&p);
        cr_assert_eq(p.live_bytes, 0);
    }
    cr_assert_gt(first, 0);
    cr_assert_eq(p.system_requests, first);
    pool_release(&p);
}

Test(pool, blocks_are_large_enough_and_aligned)
{
    struct pool p;

    pool_init(&p, 1 << 26, NULL);
    for (size_t bytes = 1; bytes < 5000000; bytes = bytes * 5 / 3 + 1) {
        const struct tensor_block *b = pool_take(&p, bytes);

        cr_assert_geq(b->bytes, bytes);
        cr_assert_leq(b->bytes, bytes < 256 ? 256 : bytes * 5 / 4 + 256);
        cr_assert_eq((uintptr_t)b->data % 64, 0);
    }
    pool_release(&p);
}

Test(pool, the_limit_is_kept)
{
    struct pool p;

    pool_init(&p, 1000, NULL);
    cr_assert_not_null(pool_take(&p, 512));
    cr_assert_null(pool_take(&p, 512), "512 + 512 is more than 1000");
    cr_assert_null(pool_take(&p, SIZE_MAX), "no size wraps around");
    pool_release(&p);
}

Test(pool, a_block_that_comes_back_counts_a_version)
{
    struct pool p;

    pool_init(&p, 1 << 20, NULL);
    struct tensor_block *b = pool_take(&p, 100);
    const uint32_t version = b->version;
    pool_give(&p, b);
    cr_assert_eq(pool_take(&p, 100), b);
    cr_assert_eq(b->version, version + 1);
    pool_release(&p);
}
