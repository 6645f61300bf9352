#include <criterion/criterion.h>
#include <math.h>

#include "engine/model/generate.h"

static const float logits[] = {0.0f, 2.0f, 1.0f, 2.0f, -1.0f};

Test(generate, candidates_are_sorted_and_sum_to_one)
{
    struct generate_candidate c[5];
    double sum = 0.0;

    generate_rank(logits, 5, 1.0, c);
    for (int i = 0; i < 5; i++)
        sum += c[i].probability;
    cr_assert_float_eq(sum, 1.0, 1e-12);
    cr_assert_eq(c[0].id, 1, "equal ones: the smaller id first");
    cr_assert_eq(c[1].id, 3);
    cr_assert_eq(c[4].id, 4);
    /* e^2 / (1 + 2 e^2 + e + 1/e) by hand */
    cr_assert_float_eq(c[0].probability, 0.391696, 1e-5);
}

Test(generate, the_best_alone_are_those_of_the_whole_order)
{
    struct generate_candidate all[5], best[3];

    generate_rank(logits, 5, 1.0, all);
    generate_best(logits, 5, 3, best);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(best[i].id, all[i].id);
        cr_assert_float_eq(best[i].probability, all[i].probability, 1e-12);
    }
    for (int i = 0; i < 5; i++)
        cr_assert_eq(generate_place(logits, 5, all[i].id), i);
}

Test(generate, temperature_zero_gives_all_to_the_likeliest)
{
    struct generate_candidate c[5];

    generate_rank(logits, 5, 0.0, c);
    cr_assert_eq(c[0].id, 1);
    cr_assert_float_eq(c[0].probability, 1.0, 1e-12);
    cr_assert_float_eq(c[1].probability, 0.0, 1e-12);
}

Test(generate, huge_logits_do_not_overflow)
{
    const float huge[] = {1e30f, 0.0f, -INFINITY};
    struct generate_candidate c[3];

    generate_rank(huge, 3, 1.0, c);
    cr_assert_float_eq(c[0].probability, 1.0, 1e-12);
    cr_assert_float_eq(generate_logprob(huge, 3, 0), 0.0, 1e-12);
}
