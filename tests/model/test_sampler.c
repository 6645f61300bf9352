#include <criterion/criterion.h>
#include <math.h>

#include "engine/model/sampler.h"

enum { VOCAB = 6, DRAWS = 20000 };

static const float logits[VOCAB] = {1.0f, 3.0f, 0.0f, 2.0f, -1.0f, 2.5f};

/* How often each token was drawn. */
static void count(const struct sampler_settings *k, const int32_t *ids,
                  int64_t n, int out[VOCAB])
{
    struct sampler *s = sampler_new(VOCAB);
    struct rng rng = rng_make(3, 0);

    for (int i = 0; i < VOCAB; i++)
        out[i] = 0;
    for (int i = 0; i < DRAWS; i++)
        out[sampler_draw(s, logits, k, ids, n, &rng).id]++;
    sampler_free(s);
}

/* Within five deviations of the expected number. */
static void expect(int got, double p)
{
    cr_expect_float_eq(got, p * DRAWS, 5.0 * sqrt(p * (1.0 - p) * DRAWS) + 1e-9,
                       "%d of %d, not %g", got, DRAWS, p);
}

static double total(const int *of, int n)
{
    double sum = 0.0;

    for (int i = 0; i < n; i++)
        sum += exp((double)logits[of[i]]);
    return sum;
}

static const int all[] = {1, 5, 3, 0, 2, 4}; /* likeliest first */

Test(sampler, draws_as_the_model_learned)
{
    const struct sampler_settings k = sampler_plain();
    int got[VOCAB];

    count(&k, NULL, 0, got);
    for (int i = 0; i < VOCAB; i++)
        expect(got[i], exp((double)logits[i]) / total(all, VOCAB));
}

Test(sampler, temperature_zero_is_the_likeliest_and_a_tie_the_smaller_id)
{
    struct sampler_settings k = sampler_plain();
    struct sampler *s = sampler_new(3);
    struct rng rng = rng_make(1, 0);

    k.temperature = 0.0;
    const struct sampler_draw d =
        sampler_draw(s, (const float[]){1, 2, 2}, &k, NULL, 0, &rng);
    cr_expect_eq(d.id, 1);
    cr_expect_float_eq(d.logprob, -log(2.0 + exp(-1.0)), 1e-6);
    sampler_free(s);
}

Test(sampler, temperature_flattens)
{
    struct sampler_settings k = sampler_plain();
    double sum = 0.0;
    int got[VOCAB];

    k.temperature = 2.0;
    count(&k, NULL, 0, got);
    for (int i = 0; i < VOCAB; i++)
        sum += exp((double)logits[i] / 2.0);
    for (int i = 0; i < VOCAB; i++)
        expect(got[i], exp((double)logits[i] / 2.0) / sum);
}

Test(sampler, top_k_keeps_k)
{
    struct sampler_settings k = sampler_plain();
    int got[VOCAB];

    for (int n = 1; n <= VOCAB; n++) {
        k.top_k = n;
        count(&k, NULL, 0, got);
        for (int i = 0; i < VOCAB; i++)
            expect(got[all[i]],
                   i < n ? exp((double)logits[all[i]]) / total(all, n) : 0.0);
    }
}

Test(sampler, top_p_keeps_the_fewest_that_sum_to_p)
{
    struct sampler_settings k = sampler_plain();
    int got[VOCAB];

    /* Shares are 0.45, 0.28, 0.17, 0.06, 0.02, 0.01: three sum to 0.8. */
    k.top_p = 0.8;
    count(&k, NULL, 0, got);
    for (int i = 0; i < VOCAB; i++)
        expect(got[all[i]],
               i < 3 ? exp((double)logits[all[i]]) / total(all, 3) : 0.0);
}

Test(sampler, min_p_drops_what_is_far_below_the_likeliest)
{
    struct sampler_settings k = sampler_plain();
    int got[VOCAB];

    k.min_p = 0.3; /* exp(-1) passes, exp(-2) does not */
    count(&k, NULL, 0, got);
    for (int i = 0; i < VOCAB; i++)
        expect(got[all[i]],
               i < 3 ? exp((double)logits[all[i]]) / total(all, 3) : 0.0);
}

Test(sampler, repetition_dampens_each_token_once)
{
    struct sampler_settings k = sampler_plain();
    const int32_t said[] = {1, 1, 4, 1};
    double x[VOCAB], sum = 0.0;
    int got[VOCAB];

    k.repeat = 2.0;
    count(&k, said, 4, got);
    for (int i = 0; i < VOCAB; i++) {
        x[i] = (double)logits[i];
        if (i == 1)
            x[i] = 1.5;
        if (i == 4)
            x[i] = -2.0;
        sum += exp(x[i]);
    }
    for (int i = 0; i < VOCAB; i++)
        expect(got[i], exp(x[i]) / sum);
    k.repeat_last = 0; /* nothing counts */
    count(&k, said, 4, got);
    expect(got[1], exp(3.0) / total(all, VOCAB));
}

Test(sampler, a_large_vocabulary_keeps_exactly_k)
{
    enum { MANY = 50000 };
    static float x[MANY];
    static int seen[MANY];
    struct sampler_settings k = sampler_plain();
    struct sampler *s = sampler_new(MANY);
    struct rng rng = rng_make(5, 0);
    int kinds = 0;

    for (int i = 0; i < MANY; i++)
        x[i] = (float)(i * 7919 % MANY) * 1e-5f; /* nearly alike */
    k.top_k = 40;
    for (int i = 0; i < 4000; i++)
        seen[sampler_draw(s, x, &k, NULL, 0, &rng).id]++;
    for (int i = 0; i < MANY; i++) {
        kinds += seen[i] > 0;
        if (seen[i])
            cr_assert_geq(i * 7919 % MANY, MANY - 40);
    }
    cr_expect_eq(kinds, 40);
    sampler_free(s);
}

Test(sampler, settings_out_of_range_are_named)
{
    struct sampler_settings k = sampler_plain();

    cr_expect_eq(sampler_check(&k).code, 0);
    k.top_p = 1.5;
    cr_expect_eq(sampler_check(&k).code, STATUS_BAD_USAGE);
    k = sampler_plain();
    k.temperature = (double)NAN;
    cr_expect_eq(sampler_check(&k).code, STATUS_BAD_USAGE);
    k = sampler_plain();
    k.repeat = 0.0;
    cr_expect_eq(sampler_check(&k).code, STATUS_BAD_USAGE);
}

Test(sampler, odds_are_what_is_drawn_from)
{
    struct sampler_settings k = sampler_plain();
    struct sampler *s = sampler_new(VOCAB);
    struct sampler_odds odds[VOCAB];
    int got[VOCAB];

    k.temperature = 0.5;
    k.top_k = 3;
    count(&k, NULL, 0, got);
    cr_assert_eq(sampler_odds(s, logits, &k, NULL, 0, odds, VOCAB), 3);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(odds[i].id, all[i]);
        expect(got[odds[i].id], odds[i].probability);
    }
    cr_assert_eq(sampler_odds(s, logits, &k, NULL, 0, odds, 1), 3);
    k.temperature = 0.0;
    cr_assert_eq(sampler_odds(s, logits, &k, NULL, 0, odds, VOCAB), 1);
    cr_assert_float_eq(odds[0].probability, 1.0, 0.0);
    sampler_free(s);
}
