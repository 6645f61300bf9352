#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

#include "lessons/spacing.h"

/* Days on which a question is asked when every answer is right. */
Test(spacing, right_answers_come_1_3_7_21_and_60_days_apart_then_rest)
{
    const int64_t asked[] = {101, 104, 111, 132, 192};
    struct spacing s = spacing_met(100);
    int n = 0;

    for (int64_t day = 100; day < 1000; day++) {
        if (!spacing_due(s, day))
            continue;
        cr_assert(n < 5);
        cr_expect_eq(day, asked[n]);
        n++;
        s = spacing_answered(s, true, day);
    }
    cr_expect_eq(n, 5);
    cr_expect_eq(s.stage, SPACING_STAGES);
}

Test(spacing, a_miss_begins_anew_the_next_day)
{
    struct spacing s = spacing_met(0);

    s = spacing_answered(s, true, 1);
    s = spacing_answered(s, true, 4);
    cr_expect_eq(s.due, 11);
    s = spacing_answered(s, false, 11);
    cr_expect_eq(s.stage, 0);
    cr_expect(!spacing_due(s, 11));
    cr_expect(spacing_due(s, 12));
}

Test(spacing, a_late_answer_counts_from_the_day_it_was_given)
{
    struct spacing s = spacing_met(0);

    cr_expect(spacing_due(s, 400));
    s = spacing_answered(s, true, 400);
    cr_expect_eq(s.due, 403);
}

/* Somebody's clock ran ten years ahead, and is put right. */
Test(spacing, a_clock_set_back_makes_no_wait_longer_than_its_own)
{
    struct spacing s = spacing_met(100);

    s = spacing_answered(s, true, 3750);
    cr_expect_eq(s.due, 3753);
    s = spacing_settle(s, 102);
    cr_expect_eq(s.seen, 102);
    cr_expect_eq(s.due, 105);
    s = spacing_settle(s, 103); /* and it does not slide on day by day */
    cr_expect_eq(s.due, 105);
    cr_expect(spacing_due(s, 105));
}

Test(spacing, what_was_due_stays_due_when_the_clock_goes_back)
{
    struct spacing s = spacing_met(100);

    s = spacing_settle(s, 50);
    cr_expect_eq(s.due, 51);
    cr_expect_eq(s.stage, 0);
}

Test(spacing, what_rests_is_never_due_and_a_miss_wakes_it)
{
    struct spacing s = {.stage = SPACING_STAGES, .seen = 10, .due = 10};

    cr_expect(!spacing_due(s, 100000));
    s = spacing_answered(s, false, 20);
    cr_expect_eq(s.stage, 0);
    cr_expect(spacing_due(s, 21));
}

Test(spacing, days_are_those_of_the_local_calendar)
{
    setenv("TZ", "XST-9", 1); /* nine hours east */
    tzset();
    cr_expect_eq(spacing_day(0), 0);
    cr_expect_eq(spacing_day(15 * 3600 - 1), 0);
    cr_expect_eq(spacing_day(15 * 3600), 1);
    setenv("TZ", "XST+5", 1);
    tzset();
    cr_expect_eq(spacing_day(0), -1);
    cr_expect_eq(spacing_day(5 * 3600), 0);
}
