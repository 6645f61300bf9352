#include <criterion/criterion.h>
#include <time.h>

#include "engine/base/clock.h"

Test(clock, never_goes_back)
{
    int64_t before = clock_ns();

    for (int i = 0; i < 10000; i++) {
        const int64_t now = clock_ns();

        cr_assert_geq(now, before);
        before = now;
    }
}

Test(clock, measures_a_pause)
{
    const double start = clock_seconds();

    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000000}, NULL);
    const double passed = clock_seconds() - start;
    /* A busy machine may sleep longer, never shorter. */
    cr_assert(passed >= 0.0199 && passed < 60.0, "%g s", passed);
}

Test(clock, wall_time_lies_after_this_was_written)
{
    cr_assert_gt(clock_unix(), 1700000000);
}
