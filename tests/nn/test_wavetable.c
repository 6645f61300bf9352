/* Positions as waves: the formula, what follows from it, and a model that has
 * them read bit by bit as in one go. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "engine/model/session.h"
#include "engine/nn/wavetable.h"

enum { ROWS = 40, WIDTH = 12 };

static float *make(void)
{
    float *t;

    cr_assert_eq(wavetable_new(&t, ROWS, WIDTH, NULL).code, STATUS_FINE);
    return t;
}

Test(wavetable, rows_are_sines_and_cosines_of_their_place)
{
    float *t = make();

    for (int i = 0; i < WIDTH; i++)
        cr_expect_float_eq(t[i], i % 2, 1e-7);
    cr_expect_float_eq(t[3 * WIDTH], sin(3.0), 1e-6);
    cr_expect_float_eq(t[3 * WIDTH + 1], cos(3.0), 1e-6);
    const double slow = pow(10000.0, 4.0 / WIDTH);
    cr_expect_float_eq(t[7 * WIDTH + 4], sin(7.0 / slow), 1e-6);
    cr_expect_float_eq(t[7 * WIDTH + 5], cos(7.0 / slow), 1e-6);
    free(t);
}

Test(wavetable, two_rows_are_as_alike_as_they_are_near)
{
    float *t = make();

    for (int far = 0; far < 10; far++) {
        double first = 0.0;

        for (int at = 0; at + far < ROWS; at++) {
            double dot = 0.0;

            for (int i = 0; i < WIDTH; i++)
                dot += (double)t[at * WIDTH + i] *
                       (double)t[(at + far) * WIDTH + i];
            first = at ? first : dot;
            cr_expect_float_eq(dot, first, 1e-5, "far %d at %d", far, at);
        }
        cr_expect(far > 0 || fabs(first - WIDTH / 2) < 1e-5);
    }
    free(t);
}

Test(wavetable, a_pair_has_gone_round_after_its_period)
{
    cr_expect_float_eq(wavetable_period(0, WIDTH), 6.283185307, 1e-8);
    cr_expect_float_eq(wavetable_period(1, WIDTH), 6.283185307, 1e-8);
    cr_expect_float_eq(wavetable_period(2, WIDTH) / wavetable_period(0, WIDTH),
                       pow(10000.0, 2.0 / WIDTH), 1e-9);
}

Test(wavetable, sizes_that_wrap_are_refused)
{
    float *t;

    cr_expect_eq(
        wavetable_new(&t, (int64_t)1 << 40, (int64_t)1 << 40, NULL).code,
        STATUS_TOO_BIG);
    cr_expect_null(t);
}

static struct decoder *model(void)
{
    struct decoder_config c = decoder_gpt2();
    struct decoder *m;

    c.vocab = 11;
    c.context = 16;
    c.layers = 2;
    c.heads = 2;
    c.groups = 2;
    c.width = WIDTH;
    c.hidden = 24;
    c.init = 0.5;
    c.positions = DECODER_SINUSOID;
    cr_assert_eq(decoder_new(&m, &c, device_find("cpu"), 3).code, STATUS_FINE);
    return m;
}

Test(wavetable, a_model_reads_bit_by_bit_as_in_one_go)
{
    static const int32_t ids[] = {1, 5, 5, 2, 9, 5, 0, 3};
    struct decoder *m = model();
    struct session *whole, *bits;
    const float *a, *b;

    cr_assert_eq(session_new(&whole, m, 0).code, STATUS_FINE);
    cr_assert_eq(session_new(&bits, m, 0).code, STATUS_FINE);
    cr_assert_eq(session_read(whole, ids, 8).code, STATUS_FINE);
    for (int i = 0; i < 8; i++)
        cr_assert_eq(session_read(bits, ids + i, 1).code, STATUS_FINE);
    cr_assert_eq(session_logits(whole, &a).code, STATUS_FINE);
    cr_assert_eq(session_logits(bits, &b).code, STATUS_FINE);
    for (int i = 0; i < 11; i++)
        cr_expect_float_eq(a[i], b[i], 2e-2, "logit %d", i);
    session_free(whole);
    session_free(bits);
    decoder_free(m);
}

Test(wavetable, the_same_token_elsewhere_is_another_row)
{
    static const int32_t here[] = {5, 1, 5}, there[] = {1, 5, 5};
    struct decoder *m = model();
    struct session *s;
    const float *a;
    float first[11];
    double apart = 0.0;

    cr_assert_eq(session_new(&s, m, 0).code, STATUS_FINE);
    cr_assert_eq(session_read(s, here, 3).code, STATUS_FINE);
    cr_assert_eq(session_logits(s, &a).code, STATUS_FINE);
    for (int i = 0; i < 11; i++)
        first[i] = a[i];
    session_cut(s, 0);
    cr_assert_eq(session_read(s, there, 3).code, STATUS_FINE);
    cr_assert_eq(session_logits(s, &a).code, STATUS_FINE);
    for (int i = 0; i < 11; i++)
        apart = fmax(apart, fabs((double)(a[i] - first[i])));
    cr_expect_gt(apart, 0.01);
    session_free(s);
    decoder_free(m);
}
