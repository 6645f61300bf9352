#define _GNU_SOURCE /* sched_setaffinity */

#include <criterion/criterion.h>
#include <sched.h>

#include "engine/base/threads.h"

Test(threads, a_quota_rounds_up_to_whole_cores)
{
    cr_assert_eq(threads_quota("200000 100000"), 2);
    cr_assert_eq(threads_quota("150000 100000\n"), 2);
    cr_assert_eq(threads_quota("50000 100000"), 1);
    cr_assert_eq(threads_quota("1 100000"), 1);
}

Test(threads, no_limit_and_nonsense_read_as_no_limit)
{
    static const char *const lines[] = {
        "max 100000", "",          "-1 100000",
        "100000 0",   "0 100000",  "100000",
        "x y",        "100000 -5", "999999999999999999 1",
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        cr_assert_eq(threads_quota(lines[i]), 0, "\"%s\"", lines[i]);
}

Test(threads, there_is_always_one)
{
    cr_assert_geq(threads_available(), 1);
}

Test(threads, a_process_bound_to_one_core_gets_one)
{
    cpu_set_t all, one;
    int core = 0;

    cr_assert_eq(sched_getaffinity(0, sizeof all, &all), 0);
    while (!CPU_ISSET(core, &all))
        core++;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    cr_assert_eq(threads_available(), 1);
}
