#include <criterion/criterion.h>
#include <math.h>

#include "engine/model/generate.h"

static const float logits[] = {0.0f, 2.0f, 1.0f, 2.0f, -1.0f};

Test(generate, candidates_are_sorted_and_sum_to_one)
{
    const struct generate_settings s = {1.0, 0, 1.0};
    struct generate_candidate c[5];
    double sum = 0.0;

    cr_assert_eq(generate_rank(logits, 5, &s, c), 5);
    for (int i = 0; i < 5; i++)
        sum += c[i].probability;
    cr_assert_float_eq(sum, 1.0, 1e-12);
    cr_assert_eq(c[0].id, 1, "equal ones: the smaller id first");
    cr_assert_eq(c[1].id, 3);
    cr_assert_eq(c[4].id, 4);
    /* e^2 / (1 + 2 e^2 + e + 1/e) by hand */
    cr_assert_float_eq(c[0].probability, 0.391696, 1e-5);
}

Test(generate, temperature_zero_takes_the_likeliest)
{
    const struct generate_settings s = {0.0, 0, 1.0};
    struct generate_candidate c[5];

    cr_assert_eq(generate_rank(logits, 5, &s, c), 1);
    cr_assert_eq(c[0].id, 1);
    cr_assert_float_eq(c[0].probability, 1.0, 1e-12);
}

Test(generate, top_k_and_top_p_cut_and_rescale)
{
    struct generate_candidate c[5];
    struct generate_settings s = {1.0, 2, 1.0};

    cr_assert_eq(generate_rank(logits, 5, &s, c), 2);
    cr_assert_float_eq(c[0].probability, 0.5, 1e-12);
    s = (struct generate_settings){1.0, 0, 0.5};
    cr_assert_eq(generate_rank(logits, 5, &s, c), 2, "0.39 is not 0.5 yet");
    s.top_p = 0.0;
    cr_assert_eq(generate_rank(logits, 5, &s, c), 1, "never none at all");
}

Test(generate, draws_follow_the_probabilities)
{
    const struct generate_candidate c[] = {{7, 0.75}, {3, 0.25}};
    struct rng r = rng_make(1, 0);
    int seven = 0;

    for (int i = 0; i < 10000; i++)
        seven += generate_pick(c, 2, &r)->id == 7;
    /* Standard deviation 43: five of them. */
    cr_assert(abs(seven - 7500) < 217, "%d of 10000", seven);
}

Test(generate, huge_logits_do_not_overflow)
{
    const float huge[] = {1e30f, 0.0f, -INFINITY};
    const struct generate_settings s = {1.0, 0, 1.0};
    struct generate_candidate c[3];

    generate_rank(huge, 3, &s, c);
    cr_assert_float_eq(c[0].probability, 1.0, 1e-12);
    cr_assert_float_eq(generate_logprob(huge, 3, 0), 0.0, 1e-12);
}
