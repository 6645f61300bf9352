/* Every exercise that comes with the program is fair. */
#include <stdio.h>

#include "exercises/exercise.h"
#include "exercises/verify.h"
#include "tests/exercises/judged.h"

static void tell(void *context, const char *claim, bool good, const char *why)
{
    cr_expect(good, "%s: %s: %s", (const char *)context, claim, why);
}

Test(verify_all, every_exercise_is_fair, .timeout = 550)
{
    struct exercise_names names;
    struct judge j;

    judged_fine(exercise_list(&names));
    cr_assert_geq(names.count, 10);
    judged_fine(judge_open(&j));
    for (int i = 0; i < names.count; i++) {
        char folder[600];
        int faults = 0;

        snprintf(folder, sizeof folder, TEST_ROOT "/exercises/%s",
                 names.name[i]);
        judged_fine(verify_exercise(&j, folder, tell, names.name[i], &faults));
        cr_expect_eq(faults, 0, "%s", names.name[i]);
    }
    judge_close(&j);
}
