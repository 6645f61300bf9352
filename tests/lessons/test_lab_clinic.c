#include <criterion/criterion.h>
#include <string.h>

#include "tests/support/labcheck.h"

/* Eight steps: what is claimed here is there from the first ones on. Whole runs
 * of 160 steps with seeds 1 to 3 ended at: healthy 2.2, mask 0.11, scale 2.4,
 * residual 3.0, axis 1.9, rate 2.9, positions 2.2, counting letters 3.03. */
#define ONE " order=1 steps=8"
#define ALL "names=residual,scale,rate,mask,axis,positions"

Test(lab_clinic, every_fault_has_a_sign_of_its_own)
{
    json_t *json = labcheck_run("debug-clinic " ALL ONE);

    labcheck_holds(json, "data.right = 6 and data.wrong = 0");
    labcheck_holds(json, "data.healthy.future = 0 and "
                         "data.healthy.row_low ~ 1 and "
                         "data.healthy.equal_letters_apart > 0.01");
    labcheck_holds(json, "data.patients[0].block_grad[2] > "
                         "data.patients[0].block_grad[0] + "
                         "data.patients[0].block_grad[0]");
    labcheck_holds(json, "data.patients[1].sharpest > "
                         "data.healthy.sharpest + 0.2");
    labcheck_holds(json, "data.patients[2].sharpest > "
                         "data.healthy.sharpest + 0.2");
    labcheck_holds(json, "data.patients[3].future > 0.2");
    labcheck_holds(json, "data.patients[4].row_low < 0.5 and "
                         "data.patients[4].row_high > 1.5");
    labcheck_holds(json, "data.patients[5].equal_letters_apart < 0.000001");
    json_decref(json);
}

Test(lab_clinic, a_wrong_name_is_counted_and_answered_with_what_was_measured)
{
    json_t *json = labcheck_run("debug-clinic names=mask,-,-,mask,-,-" ONE);
    const json_t *patients =
        json_object_get(json_object_get(json, "data"), "patients");
    const char *why =
        json_string_value(json_object_get(json_array_get(patients, 0), "why"));

    labcheck_holds(json, "data.right = 1 and data.wrong = 1");
    cr_assert_not_null(strstr(why, "no. Without a mask"), "%s", why);
    cr_assert_not_null(strstr(why, "0 % of the weight"), "%s", why);
    cr_assert_null(json_object_get(json_array_get(patients, 1), "right"),
                   "what nobody named is not given away");
    json_decref(json);
}

Test(lab_clinic, names_that_are_none_are_refused)
{
    labcheck_refused("debug-clinic names=mask,-", "six with commas");
    labcheck_refused("debug-clinic names=mask,-,-,-,-,tired", "tired");
    labcheck_refused("debug-clinic names=mask,-,-,-,-,-,-", "six with commas");
}
