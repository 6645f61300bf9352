#include <criterion/criterion.h>
#include <math.h>

#include "engine/train/optimizer.h"

/* One parameter of two numbers at 1, with gradient 0.5 and -2. */
static struct params *one(void)
{
    struct params *ps = params_new(device_reference());

    params_add(ps, "w", 2, (const int64_t[]){1, 2}, PARAMS_ONE, 0.0);
    cr_assert_eq(params_build(ps, 1).code, 0);
    params_settle_grads(ps);
    ((double *)params_grads(ps))[0] = 0.5;
    ((double *)params_grads(ps))[1] = -2.0;
    return ps;
}

static double value(struct params *ps, int i)
{
    return tensor_get(&params_at(ps, 0)->value, i);
}

Test(optimizer, the_norm_is_that_of_the_whole_gradient)
{
    struct params *ps = one();

    cr_assert_float_eq(optimizer_grad_norm(ps), sqrt(4.25), 1e-12);
    params_free(ps);
}

Test(optimizer, sgd_moves_against_the_gradient)
{
    const struct optimizer_settings s = {.kind = OPTIMIZER_SGD};
    struct params *ps = one();

    cr_assert_eq(optimizer_step(ps, &s, 0.1, 1.0, 1).code, 0);
    cr_assert_float_eq(value(ps, 0), 0.95, 1e-12);
    cr_assert_float_eq(value(ps, 1), 1.2, 1e-12);
    params_free(ps);
}

Test(optimizer, momentum_keeps_part_of_the_last_move)
{
    const struct optimizer_settings s = {.kind = OPTIMIZER_MOMENTUM,
                                         .beta1 = 0.9};
    struct params *ps = one();

    optimizer_step(ps, &s, 0.1, 1.0, 1);
    optimizer_step(ps, &s, 0.1, 1.0, 2);
    cr_assert_float_eq(value(ps, 0), 1.0 - 0.05 - 0.1 * 0.95, 1e-12);
    params_free(ps);
}

Test(optimizer, the_first_step_of_adam_has_the_length_of_the_rate)
{
    const struct optimizer_settings s = {OPTIMIZER_ADAM, 0.9, 0.99, 1e-12, 0.5};
    struct params *ps = one();

    optimizer_step(ps, &s, 0.01, 1.0, 1);
    cr_assert_float_eq(value(ps, 0), 0.99, 1e-9, "adam has no decay");
    cr_assert_float_eq(value(ps, 1), 1.01, 1e-9);
    params_free(ps);
}

Test(optimizer, adamw_decays_apart_from_the_gradient)
{
    const struct optimizer_settings s = {OPTIMIZER_ADAMW, 0.9, 0.99, 1e-12,
                                         0.5};
    struct params *ps = one();

    optimizer_step(ps, &s, 0.01, 1.0, 1);
    cr_assert_float_eq(value(ps, 0), 1.0 - 0.01 - 0.005, 1e-9);
    params_free(ps);
}

Test(optimizer, what_is_frozen_does_not_move)
{
    const struct optimizer_settings s = {.kind = OPTIMIZER_SGD};
    struct params *ps = one();

    params_freeze(ps, "w", true);
    optimizer_step(ps, &s, 0.1, 1.0, 1);
    cr_assert_eq(value(ps, 0), 1.0);
    params_free(ps);
}
