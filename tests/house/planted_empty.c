/* A suite that has lost its tests; run_suite.sh must not call it green. */
#include <criterion/criterion.h>

#if 0
Test(planted_empty, never_compiled)
{
    cr_assert(1);
}
#endif
