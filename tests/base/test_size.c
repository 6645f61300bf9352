#include <criterion/criterion.h>

#include "engine/base/size.h"

Test(size, sums_and_products_that_fit_are_exact)
{
    size_t out = 0;

    cr_assert(size_add(&out, 40, 2));
    cr_assert_eq(out, 42);
    cr_assert(size_mul(&out, 6, 7));
    cr_assert_eq(out, 42);
    cr_assert(size_add(&out, SIZE_MAX, 0));
    cr_assert_eq(out, SIZE_MAX);
}

Test(size, what_would_wrap_around_is_refused_and_leaves_out_alone)
{
    size_t out = 99;

    cr_assert_not(size_add(&out, SIZE_MAX, 1));
    cr_assert_not(size_mul(&out, SIZE_MAX / 2 + 1, 2));
    cr_assert_not(size_round_up(&out, SIZE_MAX, 16));
    cr_assert_eq(out, 99);
}

Test(size, shape_bytes_by_hand)
{
    size_t out = 0;

    cr_assert(size_of_shape(&out, (int64_t[]){2, 3, 5}, 3, 4));
    cr_assert_eq(out, 120);
    cr_assert(size_of_shape(&out, NULL, 0, 8));
    cr_assert_eq(out, 8, "a scalar is one element");
    cr_assert(size_of_shape(&out, (int64_t[]){7, 0, 3}, 3, 4));
    cr_assert_eq(out, 0);
}

Test(size, a_shape_that_wraps_to_a_small_number_is_refused)
{
    size_t out = 99;
    /* 2^32 * 2^32 * 4 is 0 modulo 2^64. */
    const int64_t square[] = {(int64_t)1 << 32, (int64_t)1 << 32};

    cr_assert_not(size_of_shape(&out, square, 2, 4));
    cr_assert_not(size_of_shape(&out, (int64_t[]){INT64_MAX, 3}, 2, 1));
    cr_assert_eq(out, 99);
}

Test(size, a_negative_extent_is_refused)
{
    size_t out = 99;

    cr_assert_not(size_of_shape(&out, (int64_t[]){2, -1}, 2, 4));
    cr_assert_not(size_of_shape(&out, (int64_t[]){INT64_MIN}, 1, 1));
    cr_assert_eq(out, 99);
}

Test(size, rounds_up_to_the_next_multiple_only)
{
    size_t out = 0;

    cr_assert(size_round_up(&out, 0, 64));
    cr_assert_eq(out, 0);
    cr_assert(size_round_up(&out, 1, 64));
    cr_assert_eq(out, 64);
    cr_assert(size_round_up(&out, 64, 64));
    cr_assert_eq(out, 64);
    cr_assert(size_round_up(&out, 65, 64));
    cr_assert_eq(out, 128);
}
