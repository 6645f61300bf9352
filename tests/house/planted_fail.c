/* One claim holds, one does not: both must be counted. */
#include <criterion/criterion.h>

Test(planted_fail, holds)
{
    cr_assert(1);
}

Test(planted_fail, does_not_hold)
{
    cr_assert(0);
}
