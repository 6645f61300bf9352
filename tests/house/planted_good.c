/* A suite with nothing wrong: the checks must not cry wolf. */
#include <criterion/criterion.h>

Test(planted_good, holds)
{
    cr_assert(1);
}
