/* A test that leaves before its claim; guard.c must turn that into a failure.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

Test(planted_exit, leaves_before_its_claim)
{
    exit(0);
    cr_assert(0);
}
