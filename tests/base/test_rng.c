#include <criterion/criterion.h>
#include <math.h>

#include "engine/base/rng.h"

/* Known answers that the authors of Philox publish for 4x32 with 10 rounds:
 * counter words, key words, result. */
struct known {
    uint32_t counter[4], key[2], want[4];
};

static uint64_t join(uint32_t low, uint32_t high)
{
    return (uint64_t)high << 32 | low;
}

Test(rng, blocks_match_the_published_known_answers)
{
    static const struct known known[] = {
        {{0, 0, 0, 0},
         {0, 0},
         {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const struct known *k = &known[i];
        uint32_t out[4];

        rng_block(out, join(k->key[0], k->key[1]),
                  join(k->counter[2], k->counter[3]),
                  join(k->counter[0], k->counter[1]));
        for (int w = 0; w < 4; w++)
            cr_assert_eq(out[w], k->want[w], "vector %zu word %d: %08x", i, w,
                         out[w]);
    }
}

Test(rng, the_next_number_is_the_number_at_that_index)
{
    struct rng r = rng_make(7, 3);

    for (uint64_t i = 0; i < 1000; i++)
        cr_assert_eq(rng_next(&r), rng_at(7, 3, i));
}

Test(rng, a_copied_state_replays)
{
    struct rng r = rng_make(1, 0);

    for (int i = 0; i < 37; i++)
        rng_normal(&r);
    struct rng again = r;
    for (int i = 0; i < 100; i++)
        cr_assert_eq(rng_below(&r, 65), rng_below(&again, 65));
}

Test(rng, seeds_and_streams_do_not_share_numbers)
{
    int same = 0;

    for (uint64_t i = 0; i < 1000; i++) {
        same += rng_at(1, 0, i) == rng_at(2, 0, i);
        same += rng_at(1, 0, i) == rng_at(1, 1, i);
        same += rng_at(1, 0, i) == rng_at(1ull << 32, 0, i);
    }
    /* Chance: 3000 / 2^32. One hit would already be news. */
    cr_assert_leq(same, 1);
}

Test(rng, uniform_stays_below_one_and_has_the_right_moments)
{
    struct rng r = rng_make(11, 0);
    const int n = 200000;
    double sum = 0, squares = 0;

    for (int i = 0; i < n; i++) {
        const double u = (double)rng_uniform(&r);

        cr_assert(u >= 0.0 && u < 1.0);
        sum += u;
        squares += u * u;
    }
    /* Standard error of the mean is 0.00065: five of them. */
    cr_assert_float_eq(sum / n, 0.5, 0.0033);
    cr_assert_float_eq(squares / n, 1.0 / 3.0, 0.0034);
}

Test(rng, below_is_even_over_every_value)
{
    struct rng r = rng_make(5, 0);
    int count[7] = {0};
    double chi = 0;

    for (int i = 0; i < 70000; i++)
        count[rng_below(&r, 7)]++;
    for (int i = 0; i < 7; i++)
        chi += pow(count[i] - 10000.0, 2) / 10000.0;
    /* 6 degrees of freedom: above 22.46 once in a thousand seeds. */
    cr_assert_lt(chi, 22.46);
}

Test(rng, below_does_not_favour_small_values_of_a_huge_range)
{
    struct rng r = rng_make(9, 0);
    const uint32_t n = 0xC0000000u; /* 3/4 of the range: modulo would show */
    int low = 0;

    for (int i = 0; i < 30000; i++) {
        const uint32_t value = rng_below(&r, n);

        cr_assert_lt(value, n);
        low += value < n / 3;
    }
    /* A modulo would give 15000; fair is 10000 with deviation 82. */
    cr_assert_float_eq(low, 10000.0, 500.0);
}

Test(rng, below_one_is_always_zero)
{
    struct rng r = rng_make(1, 1);

    for (int i = 0; i < 100; i++)
        cr_assert_eq(rng_below(&r, 1), 0);
}

Test(rng, normal_has_the_moments_of_a_normal)
{
    struct rng r = rng_make(3, 0);
    const int n = 200000;
    double sum = 0, squares = 0, fourths = 0;

    for (int i = 0; i < n; i++) {
        const double x = (double)rng_normal(&r);

        cr_assert(isfinite(x));
        sum += x;
        squares += x * x;
        fourths += x * x * x * x;
    }
    /* Five standard errors: sqrt(1/n), sqrt(2/n), sqrt(96/n). */
    cr_assert_float_eq(sum / n, 0.0, 0.0112);
    cr_assert_float_eq(squares / n, 1.0, 0.0159);
    cr_assert_float_eq(fourths / n, 3.0, 0.11);
}
