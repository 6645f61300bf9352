#include <criterion/criterion.h>
#include <string.h>

#include "lessons/verdict.h"

static struct lesson_item items[3] = {
    {.answer = "one", .remark = "r1", .right = true},
    {.answer = "two", .remark = "r2"},
    {.answer = "three", .remark = "r3"},
};

static struct lesson_block block(enum lesson_type type)
{
    return (struct lesson_block){
        .kind = LESSON_QUESTION, .type = type, .items = items, .item_count = 3};
}

static double score(const struct lesson_block *b, const char *answer)
{
    const struct status st = verdict_check(b, answer);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    return verdict_of_answer(b, answer).score;
}

Test(verdict, choice_is_a_number_or_its_words)
{
    const struct lesson_block b = block(LESSON_CHOICE);

    cr_expect_eq(score(&b, "1"), 1.0);
    cr_expect_eq(score(&b, "One"), 1.0);
    cr_expect_eq(score(&b, "2"), 0.0);
    cr_expect_str_eq(verdict_of_answer(&b, "3").remark, "r3");
    cr_expect_eq(verdict_of_answer(&b, "3").truth, 0);
    cr_expect_eq(verdict_check(&b, "4").code, STATUS_BAD_USAGE);
    cr_expect_eq(verdict_check(&b, "0").code, STATUS_BAD_USAGE);
    cr_expect_eq(verdict_check(&b, "").code, STATUS_BAD_USAGE);
}

Test(verdict, number_is_exact_unless_it_has_a_point)
{
    struct lesson_item numbers[3] = {{.answer = "100", .right = true},
                                     {.answer = "0.125", .remark = "near"},
                                     {.answer = "*", .remark = "else"}};
    struct lesson_block b = block(LESSON_NUMBER);

    b.items = numbers;
    cr_expect_eq(score(&b, "100"), 1.0);
    cr_expect_eq(score(&b, "1e2"), 1.0);
    cr_expect_eq(score(&b, "101"), 0.0);
    cr_expect_str_eq(verdict_of_answer(&b, "0.1249").remark, "near");
    cr_expect_str_eq(verdict_of_answer(&b, "0.13").remark, "else");
    cr_expect_eq(verdict_check(&b, "many").code, STATUS_BAD_USAGE);
    cr_expect_eq(verdict_check(&b, "nan").code, STATUS_BAD_USAGE);
}

Test(verdict, order_is_worth_its_pairs)
{
    const struct lesson_block b = block(LESSON_ORDER);

    cr_expect_eq(score(&b, "1 2 3"), 1.0);
    cr_expect_eq(score(&b, "3,2,1"), 0.0);
    cr_expect_float_eq(score(&b, "1 3 2"), 2.0 / 3.0, 1e-9);
    cr_expect_str_eq(verdict_of_answer(&b, "1 3 2").remark, "r2");
    cr_expect_eq(verdict_check(&b, "1 2").code, STATUS_BAD_USAGE);
    cr_expect_eq(verdict_check(&b, "1 2 2").code, STATUS_BAD_USAGE);
    cr_expect_eq(verdict_check(&b, "1 2 4").code, STATUS_BAD_USAGE);
}

Test(verdict, statements_are_judged_one_by_one)
{
    const struct lesson_block b = block(LESSON_TRUE_FALSE);

    cr_expect_eq(score(&b, "tff"), 1.0);
    cr_expect_float_eq(score(&b, "ttf"), 2.0 / 3.0, 1e-9);
    cr_expect_str_eq(verdict_of_answer(&b, "ttt").remark, "r2");
    cr_expect_eq(verdict_check(&b, "tf").code, STATUS_BAD_USAGE);
    cr_expect_eq(verdict_check(&b, "txf").code, STATUS_BAD_USAGE);
}

Test(verdict, first_condition_that_holds_is_the_truth)
{
    struct lesson_item guesses[3] = {
        {.answer = "small", .condition = "data.x < 1", .remark = "s"},
        {.answer = "middle", .condition = "data.x < 2", .remark = "m"},
        {.answer = "large", .condition = "otherwise", .remark = "l"}};
    struct lesson_block b = block(LESSON_CHOICE);
    json_t *run = json_pack("{s:{s:f}}", "data", "x", 0.5);
    struct verdict v;

    b.kind = LESSON_PREDICT;
    b.items = guesses;
    cr_assert_eq(verdict_of_guess(&b, "middle", run, &v).code, STATUS_FINE);
    cr_expect_eq(v.truth, 0);
    cr_expect_eq(v.score, 0.0);
    cr_expect_str_eq(v.remark, "s");
    cr_assert_eq(verdict_of_guess(&b, "1", run, &v).code, STATUS_FINE);
    cr_expect_eq(v.score, 1.0);
    json_decref(run);
}

Test(verdict, guessed_number_is_scored_by_distance)
{
    const struct lesson_block b = {.kind = LESSON_PREDICT,
                                   .type = LESSON_NUMBER,
                                   .truth = "data.x",
                                   .remark = "r"};
    json_t *run = json_pack("{s:{s:f}}", "data", "x", 0.8);
    struct verdict v;

    verdict_of_guess(&b, "0.8", run, &v);
    cr_expect_eq(v.score, 1.0);
    verdict_of_guess(&b, "0.4", run, &v);
    cr_expect_float_eq(v.score, 0.5, 1e-9);
    cr_expect_float_eq(v.number, 0.8, 1e-9);
    verdict_of_guess(&b, "-5", run, &v);
    cr_expect_eq(v.score, 0.0);
    json_decref(run);
}
