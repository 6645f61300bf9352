#include <criterion/criterion.h>
#include <math.h>

#include "engine/model/bagbayes.h"
#include "tests/support/starve.h"

enum { VOCAB = 3 };

static struct bagbayes *taught(void)
{
    struct bagbayes *b;

    cr_assert_eq(bagbayes_new(&b, 2, VOCAB, 1.0).code, STATUS_FINE);
    bagbayes_learn(b, 0, (int32_t[]){0, 0, 1}, 3);
    bagbayes_learn(b, 1, (int32_t[]){2, 1}, 2);
    bagbayes_learn(b, 1, (int32_t[]){2}, 1);
    return b;
}

Test(bagbayes, counts_as_one_does_by_hand)
{
    struct bagbayes *b = taught();
    double odds[2];

    cr_assert_float_eq(bagbayes_word(b, 0, 0), log(3.0 / 6.0), 1e-12);
    cr_assert_float_eq(bagbayes_word(b, 1, 0), log(1.0 / 6.0), 1e-12);
    cr_assert_float_eq(bagbayes_class(b, 1), log(3.0 / 5.0), 1e-12);
    cr_assert_eq(bagbayes_guess(b, (int32_t[]){0, 1}, 2, odds), 0);
    /* 2/5 x 3/6 x 2/6 against 3/5 x 1/6 x 2/6. */
    cr_assert_float_eq(odds[0], 2.0 / 3.0, 1e-12);
    cr_assert_float_eq(odds[0] + odds[1], 1.0, 1e-12);
    bagbayes_free(b);
}

Test(bagbayes, words_of_a_class_sum_to_one)
{
    struct bagbayes *b = taught();

    for (int c = 0; c < 2; c++) {
        double sum = 0.0;

        for (int32_t w = 0; w < VOCAB; w++)
            sum += exp(bagbayes_word(b, c, w));
        cr_assert_float_eq(sum, 1.0, 1e-12);
    }
    bagbayes_free(b);
}

Test(bagbayes, order_and_long_texts_change_no_odds_into_nonsense)
{
    struct bagbayes *b = taught();
    int32_t text[3000];
    double odds[2];

    cr_assert_eq(bagbayes_guess(b, (int32_t[]){2, 1, 0}, 3, NULL),
                 bagbayes_guess(b, (int32_t[]){0, 2, 1}, 3, NULL));
    for (int i = 0; i < 3000; i++)
        text[i] = 2;
    cr_assert_eq(bagbayes_guess(b, text, 3000, odds), 1);
    cr_assert_float_eq(odds[1], 1.0, 1e-9);
    bagbayes_free(b);
}

Test(bagbayes, before_any_text_and_of_no_word_the_classes_are_even)
{
    struct bagbayes *b;
    double odds[4];

    cr_assert_eq(bagbayes_new(&b, 4, 1, 0.5).code, STATUS_FINE);
    cr_assert_eq(bagbayes_guess(b, NULL, 0, odds), 0);
    cr_assert_float_eq(odds[3], 0.25, 1e-12);
    bagbayes_free(b);
}

Test(bagbayes, refuses_what_makes_no_sense)
{
    struct bagbayes *b;

    cr_expect_eq(bagbayes_new(&b, 0, 3, 1.0).code, STATUS_BAD_USAGE);
    cr_expect_eq(bagbayes_new(&b, 17, 3, 1.0).code, STATUS_BAD_USAGE);
    cr_expect_eq(bagbayes_new(&b, 2, 0, 1.0).code, STATUS_BAD_USAGE);
    cr_expect_eq(bagbayes_new(&b, 2, 3, 0.0).code, STATUS_BAD_USAGE);
    cr_expect_eq(bagbayes_new(&b, 2, 3, (double)NAN).code, STATUS_BAD_USAGE);
    b = taught();
    const double before = bagbayes_word(b, 0, 0);
    cr_expect_eq(bagbayes_learn(b, 0, (int32_t[]){0, VOCAB}, 2).code,
                 STATUS_BAD_USAGE);
    cr_expect_eq(bagbayes_learn(b, 2, (int32_t[]){0}, 1).code,
                 STATUS_BAD_USAGE);
    cr_expect_float_eq(bagbayes_word(b, 0, 0), before, 0.0);
    bagbayes_free(b);
}

static struct status starved(void)
{
    struct bagbayes *b;
    const struct status st = bagbayes_new(&b, 2, VOCAB, 1.0);

    bagbayes_free(b);
    return st;
}

Test(bagbayes, survives_every_end_of_memory)
{
    starve(starved, 2);
}
