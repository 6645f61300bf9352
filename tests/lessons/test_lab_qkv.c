/* Labs that look into one head of a model: a small one, made here. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

TestSuite(lab_qkv, .init = labtiny_make, .fini = labtiny_remove);

Test(lab_qkv, with_q_equal_to_k_scores_are_symmetric)
{
    json_t *json = labtiny_run(
        "qkv-walk", "text=\"the keys in the box\" layer=1 head=2 tie=on");

    labcheck_holds(json, "data.tied.asymmetry < 0.0001");
    labcheck_holds(json, "data.free.asymmetry > 0.01");
    labcheck_holds(json, "data.free.weights[0][0] = 1");
    labcheck_holds(json, "abs(data.tied.scores[1][4] - data.tied.scores[4][1])"
                         " < 0.0001");
    json_decref(json);
}

Test(lab_qkv, tied_scores_on_the_diagonal_are_squared_lengths)
{
    json_t *json = labtiny_run("qkv-walk", "text=\"the keys\"");
    const double length = labtiny_number(json, "data.lengths.q[3]");
    const double score = labtiny_number(json, "data.tied.scores[3][3]");
    const double width = (double)json_array_size(
        json_array_get(json_object_get(json_object_get(json, "data"), "q"), 0));

    cr_assert_float_eq(score, length * length / sqrt(width), 1e-3);
    json_decref(json);
}

Test(lab_qkv, a_loop_and_the_products_give_the_same_output)
{
    json_t *json =
        labtiny_run("attention-paper", "text=\"the keys in the box are\" T=6");

    labcheck_holds(json, "data.loop_against_product.max_difference < 0.00001");
    labcheck_holds(json, "data.model_difference < 0.00001");
    labcheck_holds(json, "data.T = 6 and data.symbols_opened = 0");
    json_decref(json);
}

Test(lab_qkv, all_eight_symbols_open_by_keys)
{
    const struct canvas_look look = {.glyphs = CANVAS_GLYPHS_ASCII};
    struct lab_view view = labrun_view(&look);
    char run[256];
    struct labplan plan;
    struct labrun r;
    void *snapshot;

    snprintf(run, sizeof run, "attention-paper model=%s text=\"the box\" T=7",
             labtiny_folder());
    cr_assert_eq(labplan_parse(&plan, run).code, 0);
    cr_assert_eq(labrun_open(&r, &plan, (struct hook){0}).code, 0);
    cr_assert_eq(labrun_snapshot(&r, &snapshot).code, 0);
    for (int i = 0; i < 8; i++) {
        struct canvas *cv = canvas_new(12, 50, look);

        r.plan.lab->key(snapshot, &view, LAB_KEY_RIGHT);
        r.plan.lab->key(snapshot, &view, LAB_KEY_ENTER);
        r.plan.lab->key(snapshot, &view, LAB_KEY_ENTER);
        r.plan.lab->draw(snapshot, &view, cv);
        canvas_free(cv);
        json_t *json = labrun_json(&r.plan, snapshot, &view);
        cr_assert_eq(json_integer_value(json_object_get(
                         json_object_get(json, "data"), "symbols_opened")),
                     i + 1);
        json_decref(json);
    }
    labrun_forget(&r, snapshot);
    labrun_close(&r);
}

Test(lab_qkv, a_head_that_is_not_there_is_refused)
{
    labtiny_refused("qkv-walk", "text=box head=9", "heads 0 to 3");
    labtiny_refused("attention-paper", "text=box layer=4", "layers 0 to 3");
}

#define FIXTURES TEST_ROOT "/tests/model/fixtures/published/"

Test(lab_qkv, a_head_wider_than_its_share_of_the_width_is_walked_through)
{
    json_t *json =
        labcheck_run("attention-paper model=" FIXTURES
                     "qwen3 text=\"the tide goes out\" T=4 layer=1 head=3");

    labcheck_holds(json, "data.model_difference < 0.00001");
    labcheck_holds(json, "data.loop_against_product.max_difference < 0.00001");
    json_decref(json);
}

Test(lab_qkv, a_model_that_sees_both_ways_has_a_map_but_no_walk)
{
    json_t *json =
        labcheck_run("attention-map model=" FIXTURES "bert text=\"the tide\"");

    labcheck_holds(json, "data.weights[0][1] > 0"); /* what comes later */
    labcheck_holds(json, "sum(data.weights[0]) ~ 1");
    json_decref(json);
    labcheck_refused("qkv-walk model=" FIXTURES "bert text=\"the tide\"",
                     "both ways");
    labcheck_refused("attention-map model=" FIXTURES
                     "bert text=\"the tide\" remove=largest",
                     "encoder");
}
