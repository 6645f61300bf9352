#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
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

/* Three parameters over several chunks, the last one frozen. */
static struct params *several(const struct device *d)
{
    struct params *ps = params_new(d);
    struct rng r = rng_make(4, 0);

    params_add(ps, "a", 2, (const int64_t[]){100, 100}, PARAMS_NORMAL, 0.5);
    params_add(ps, "b", 1, (const int64_t[]){7}, PARAMS_ZERO, 0.0);
    params_add(ps, "c", 2, (const int64_t[]){3, 5}, PARAMS_NORMAL, 1.0);
    cr_assert_eq(params_build(ps, 1).code, 0);
    params_freeze(ps, "c", true);
    params_settle_grads(ps);
    for (int64_t i = 0; i < 10007; i++)
        ((float *)params_grads(ps))[i] = rng_normal(&r);
    return ps;
}

Test(optimizer, a_watched_step_is_the_step_bit_for_bit)
{
    const enum optimizer_kind kinds[] = {OPTIMIZER_SGD, OPTIMIZER_MOMENTUM,
                                         OPTIMIZER_ADAMW};

    for (int k = 0; k < 3; k++) {
        const struct optimizer_settings s = {kinds[k], 0.9, 0.99, 1e-8, 0.1};
        struct params *plain = several(device_find("cpu"));
        struct params *seen = several(device_find("cpu"));
        struct optimizer_watch of[3];
        const size_t bytes = (size_t)params_total(seen) * sizeof(float);
        float *before = malloc(bytes);
        double move = 0.0, value = 0.0, grad = 0.0;

        memcpy(before, params_values(seen), bytes);
        cr_assert_eq(optimizer_step(plain, &s, 0.01, 0.5, 1).code, 0);
        cr_assert_eq(optimizer_step_watched(seen, &s, 0.01, 0.5, 1, of).code,
                     0);
        cr_assert_eq(memcmp(params_values(plain), params_values(seen), bytes),
                     0);
        for (int64_t i = 0; i < 10000; i++) {
            const double now = (double)((float *)params_values(seen))[i];
            const double g = 0.5 * (double)((float *)params_grads(seen))[i];

            move += pow(now - (double)before[i], 2.0);
            value += now * now;
            grad += g * g;
        }
        cr_assert_float_eq(of[0].move, sqrt(move), 1e-9 * sqrt(move));
        cr_assert_float_eq(of[0].value, sqrt(value), 1e-9 * sqrt(value));
        cr_assert_float_eq(of[0].grad, sqrt(grad), 1e-6 * sqrt(grad));
        cr_assert_gt(of[1].grad, 0.0);
        cr_assert_float_eq(of[2].move + of[2].grad + of[2].value, 0.0, 0.0);
        free(before);
        params_free(plain);
        params_free(seen);
    }
}
