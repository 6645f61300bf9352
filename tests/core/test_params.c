#include <criterion/criterion.h>
#include <math.h>

#include "engine/core/params.h"

static struct params *two(uint64_t seed, bool other_first)
{
    struct params *ps = params_new(device_find("cpu"));

    if (other_first)
        params_add(ps, "other", 1, (const int64_t[]){9}, PARAMS_ONE, 0.0);
    params_add(ps, "w", 2, (const int64_t[]){3, 5}, PARAMS_NORMAL, 0.5);
    params_add(ps, "b", 1, (const int64_t[]){5}, PARAMS_ZERO, 0.0);
    const struct status st = params_build(ps, seed);
    cr_assert_eq(st.code, 0, "%s", st.text);
    return ps;
}

Test(params, a_value_depends_on_seed_and_name_alone)
{
    struct params *a = two(4, false), *b = two(4, true), *c = two(5, false);

    for (int i = 0; i < 15; i++) {
        const double x = tensor_get(&params_find(a, "w")->value, i);

        cr_assert_eq(x, tensor_get(&params_find(b, "w")->value, i));
        cr_assert_neq(x, tensor_get(&params_find(c, "w")->value, i));
    }
    params_free(a);
    params_free(b);
    params_free(c);
}

Test(params, the_deviation_is_the_one_asked_for)
{
    struct params *ps = params_new(device_reference());
    double sum = 0.0;

    params_add(ps, "w", 2, (const int64_t[]){100, 100}, PARAMS_NORMAL, 0.02);
    cr_assert_eq(params_build(ps, 1).code, 0);
    for (int i = 0; i < 10000; i++)
        sum += pow(tensor_get(&params_at(ps, 0)->value, i), 2);
    /* Of 10000 draws the deviation is known to 0.7 %: five of them. */
    cr_assert_float_eq(sqrt(sum / 10000), 0.02, 0.02 * 0.035);
    params_free(ps);
}

Test(params, a_name_stands_once)
{
    struct params *ps = params_new(device_find("cpu"));

    params_add(ps, "w", 1, (const int64_t[]){2}, PARAMS_ZERO, 0.0);
    params_add(ps, "w", 1, (const int64_t[]){2}, PARAMS_ZERO, 0.0);
    cr_assert_str_eq(params_build(ps, 1).text, "parameter w stands twice");
    params_free(ps);
}

Test(params, sizes_that_overflow_are_refused)
{
    struct params *ps = params_new(device_find("cpu"));

    params_add(ps, "w", 2, (const int64_t[]){INT64_MAX, 3}, PARAMS_ZERO, 0.0);
    cr_assert_eq(params_build(ps, 1).code, STATUS_TOO_BIG);
    params_free(ps);
}

Test(params, gradients_nobody_wrote_become_zero)
{
    struct params *ps = two(1, false);
    float *grad = params_grads(ps);

    grad[0] = 7.0f;
    params_zero_grads(ps);
    params_settle_grads(ps);
    cr_assert_eq(grad[0], 0.0f);
    params_free(ps);
}

Test(params, freezing_goes_by_glob)
{
    struct params *ps = two(1, true);

    cr_assert_eq(params_freeze(ps, "[wb]", true), 2);
    cr_assert_not(params_find(ps, "w")->value.needs_grad);
    cr_assert(params_find(ps, "other")->value.needs_grad);
    params_free(ps);
}
