#include <criterion/criterion.h>
#include <string.h>

#include "tests/support/labcheck.h"

static const char run[] = "find-capital letters=24 width=32 steps=100";

Test(lab_find_capital, the_row_turns_from_even_to_the_capital)
{
    json_t *json = labcheck_run(run);

    labcheck_holds(json, "data.weight_on_capital[0] < 0.1 and "
                         "data.weight_on_capital[100] > 0.5");
    labcheck_holds(json, "data.entropy_bits[100] < data.entropy_bits[0]");
    labcheck_holds(json, "data.loss[0] > 2.5 and data.loss[100] < 1");
    json_decref(json);
}

Test(lab_find_capital, one_seed_gives_the_same_numbers_twice)
{
    json_t *a = labcheck_run("find-capital steps=5 seed=4");
    json_t *b = labcheck_run("find-capital steps=5 seed=4");
    json_t *c = labcheck_run("find-capital steps=5 seed=5");

    cr_assert(json_equal(a, b));
    cr_assert_not(json_equal(a, c));
    json_decref(a);
    json_decref(b);
    json_decref(c);
}

Test(lab_find_capital, without_a_learning_rate_worth_the_name_nothing_moves)
{
    labcheck_claim("find-capital steps=8 lr=0.00001",
                   "data.weight_on_capital[8] - data.weight_on_capital[0] "
                   "< 0.01",
                   1);
}

Test(lab_find_capital, a_rate_turned_in_mid_run_acts_from_its_step_on)
{
    json_t *json = labcheck_run("find-capital steps=40 lr=0.00001 "
                                "at=20:lr=0.03");

    labcheck_holds(json, "abs(data.loss[20] - data.loss[0]) < 0.05");
    labcheck_holds(json, "data.loss[40] < data.loss[20] - 0.3");
    json_decref(json);
}
