#include <criterion/criterion.h>

#include "engine/train/schedule.h"

static const struct schedule s = {1e-3, 1e-4, 100, 2000};

Test(schedule, it_warms_up_in_a_line)
{
    cr_assert_float_eq(schedule_rate(&s, 0), 1e-3 / 101, 1e-12);
    cr_assert_float_eq(schedule_rate(&s, 49), 50e-3 / 101, 1e-12);
    cr_assert_float_eq(schedule_rate(&s, 100), 1e-3, 1e-12);
}

Test(schedule, it_falls_along_half_a_cosine)
{
    cr_assert_float_eq(schedule_rate(&s, 1050), 5.5e-4, 1e-12, "half way");
    cr_assert_lt(schedule_rate(&s, 1999), 1.0001e-4);
    cr_assert_eq(schedule_rate(&s, 2000), 1e-4);
    cr_assert_eq(schedule_rate(&s, 100000), 1e-4);
}
