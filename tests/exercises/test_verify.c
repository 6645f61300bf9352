/* Every exercise is fair; and one that is not is found out. */
#include <stdio.h>

#include "exercises/exercise.h"
#include "exercises/verify.h"
#include "tests/exercises/judged.h"

struct told {
    const char *name;
    int claims, faults;
    char text[8192];
};

static void tell(void *context, const char *claim, bool good, const char *why)
{
    struct told *t = context;
    const size_t used = strlen(t->text);

    t->claims++;
    t->faults += !good;
    if (!good)
        snprintf(t->text + used, sizeof t->text - used, "%s: %s: %s\n", t->name,
                 claim, why);
}

TestSuite(verify, .timeout = 110);

Test(verify, unfair_exercise_is_found_out)
{
    struct told t = {.name = "twice"};
    struct judge j;
    int faults = 0;

    judged_fine(judge_open(&j));
    judged_fine(verify_exercise(&j, JUDGED_TWICE, tell, &t, &faults));
    judge_close(&j);
    cr_expect_eq(faults, t.faults);
    cr_expect(strstr(t.text, "starter.c"), "%s", t.text);
    cr_expect(strstr(t.text, "there are 5 mutants"), "%s", t.text);
    cr_expect(strstr(t.text, "there are 2 accepted"), "%s", t.text);
    cr_expect(strstr(t.text, "3 hints"), "%s", t.text);
    cr_expect(!strstr(t.text, "mutants/thrice"), "%s", t.text);
    cr_expect(!strstr(t.text, "solution.c passes"), "%s", t.text);
}

Test(verify, attention_is_fair)
{
    struct told t = {.name = "attention"};
    struct judge j;
    int faults = 0;

    judged_fine(judge_open(&j));
    judged_fine(verify_exercise(&j, TEST_ROOT "/exercises/attention", tell, &t,
                                &faults));
    judge_close(&j);
    cr_expect_eq(faults, 0, "%s", t.text);
    cr_expect_geq(t.claims, 20);
}
