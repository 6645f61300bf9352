/* The walk down the stack: every floor's numbers come from the one below. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>

#include "lessons/labs/labplan.h"
#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

TestSuite(lab_stack, .init = labtiny_make, .fini = labtiny_remove);

Test(lab_stack, a_score_is_the_product_of_vector_and_row)
{
    json_t *json = labcheck_run("stack-map");

    labcheck_holds(json, "abs(data.score - data.score_by_hand) < 0.001");
    labcheck_holds(json, "data.best[0].score > data.best[1].score");
    labcheck_holds(json, "data.tokens = 5 and data.vocab = 2048");
    json_decref(json);
}

Test(lab_stack, weights_are_shares_and_begin_as_products)
{
    json_t *json = labcheck_run("stack-map layer=2 head=3");

    labcheck_holds(json, "abs(sum(data.weights) - 1) < 0.00001");
    labcheck_holds(json, "abs(sum(data.products) - data.dot) < 0.0001");
    /* Heads of house are 32 wide. */
    cr_assert_float_eq(labtiny_number(json, "data.dot"),
                       labtiny_number(json, "data.scaled") * sqrt(32.0), 1e-4);
    labcheck_holds(json, "data.weight = max(data.weights)");
    json_decref(json);
}

/* Every number of the model but those of the 13 norms, once a token:
 * 5 (2755008 - 13 x 192). */
Test(lab_stack, a_pass_multiplies_every_number_once_a_token)
{
    labcheck_claim("stack-map", "data.multiply_adds = 13762560", 1);
}

Test(lab_stack, lanes_change_the_instructions_and_not_the_sum)
{
    static const int lanes[] = {1, 4, 8, 16};
    char run[64], claim[128];

    for (int i = 0; i < 4; i++) {
        snprintf(run, sizeof run, "stack-map lanes=%d", lanes[i]);
        snprintf(claim, sizeof claim,
                 "data.instructions = %d and abs(data.lanes_sum - data.dot) < "
                 "0.0001",
                 32 / lanes[i]);
        labcheck_claim(run, claim, 1);
    }
}

Test(lab_stack, other_models_have_the_same_floors)
{
    json_t *json = labtiny_run("stack-map", "text=ababa layer=1");

    labcheck_holds(json, "abs(data.score - data.score_by_hand) < 0.001");
    labcheck_holds(json, "abs(data.lanes_sum - data.dot) < 0.001");
    json_decref(json);
    labtiny_refused("stack-map", "text=aba layer=9", "layers 0 to 3");
}

Test(lab_stack, down_goes_a_floor_down_and_notes_it)
{
    struct labplan plan;
    struct labrun run;
    struct lab_view view = labrun_view(NULL);
    char claim[64];
    void *snapshot;
    json_t *json;

    cr_assert_eq(labplan_parse(&plan, "stack-map").code, 0);
    cr_assert_eq(labrun_open(&run, &plan, (struct hook){0}).code, 0);
    cr_assert_eq(labrun_snapshot(&run, &snapshot).code, 0);
    for (int i = 1; i <= 8; i++) {
        const struct lab *lab = run.plan.lab;

        json = labrun_json(&run.plan, snapshot, &view);
        snprintf(claim, sizeof claim, "data.floors_seen = %d", i < 7 ? i : 7);
        labcheck_holds(json, claim);
        json_decref(json);
        lab->key(snapshot, &view, LAB_KEY_DOWN);
    }
    json = labrun_json(&run.plan, snapshot, &view);
    cr_assert_str_eq(json_string_value(json_object_get(
                         json_object_get(json, "data"), "floor")),
                     "instruction");
    json_decref(json);
    run.plan.lab->key(snapshot, &view, LAB_KEY_UP);
    json = labrun_json(&run.plan, snapshot, &view);
    cr_assert_str_eq(json_string_value(json_object_get(
                         json_object_get(json, "data"), "floor")),
                     "product");
    json_decref(json);
    labrun_forget(&run, snapshot);
    labrun_close(&run);
}
