#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/labcheck.h"

static const char agreement[] = "attention-five-keys set=agreement";

Test(lab_five_keys, scores_are_the_dot_products_of_the_lesson)
{
    json_t *json = labcheck_run("attention-five-keys show=scores");

    labcheck_holds(json, "data.scores[1] = 6 and data.scores[4] = 2");
    labcheck_holds(json, "data.scores[0] = -2 and argmax(data.scores) = 1");
    json_decref(json);
}

/* By hand: softmax of -1 3 -1 -1 1. */
Test(lab_five_keys, weights_and_output_are_those_found_by_hand)
{
    json_t *json = labcheck_run(agreement);

    labcheck_holds(json, "abs(data.weights[0] - 0.0154) < 0.00005");
    labcheck_holds(json, "abs(data.weights[1] - 0.8401) < 0.00006");
    labcheck_holds(json, "abs(data.weights[4] - 0.1137) < 0.00005");
    labcheck_holds(json, "sum(data.weights) ~ 1");
    labcheck_holds(json, "data.output[0] ~ 3.361 and data.output[1] ~ 0.455");
    json_decref(json);
}

Test(lab_five_keys, a_query_without_subject_is_even_between_keys_and_box)
{
    json_t *json = labcheck_run(
        "attention-five-keys set=agreement query=1,0,0,-1 show=all");

    labcheck_holds(json, "data.weights[1] ~ 0.4156");
    labcheck_holds(json, "abs(data.weights[1] - data.weights[4]) < 0.000001");
    labcheck_holds(json, "data.output[0] ~ 1.663 and data.output[1] ~ 1.663");
    json_decref(json);
}

Test(lab_five_keys, a_query_against_plural_finds_the_box)
{
    labcheck_claim("attention-five-keys query=2,-2,0,0",
                   "argmax(data.weights) = 4", 1);
}

Test(lab_five_keys, only_the_causal_mask_has_no_leak)
{
    json_t *json = labcheck_run("attention-five-keys set=agreement rows=all "
                                "mask=late leak-test=on");

    labcheck_holds(json, "data.leak.none > 0 and data.leak.late > 0");
    labcheck_holds(json, "data.leak.causal = 0");
    labcheck_holds(json, "data.row_sums[0] < 0.5 and data.row_sums[4] ~ 1");
    json_decref(json);
}

Test(lab_five_keys, causal_rows_see_nothing_later_and_sum_to_one)
{
    json_t *json = labcheck_run("attention-five-keys rows=all mask=causal");

    labcheck_holds(json, "data.weights[0][0] = 1 and data.weights[1][4] = 0");
    labcheck_holds(json, "min(data.row_sums) ~ 1 and max(data.row_sums) ~ 1");
    json_decref(json);
}

Test(lab_five_keys, the_picture_shows_query_keys_weights_and_output)
{
    char *text = labcheck_picture(agreement, 10, 40);

    cr_assert_str_eq(text,
                     "query   1   0   2  -1  score weight val\n"
                     "the     0   0   0   2     -2 0.0154 0 0\n"
                     "keys    2   2   2   0      6 0.8401 4 0\n"
                     "in      0   0   0   2     -2 0.0154 0 0\n"
                     "the     0   0   0   2     -2 0.0154 0 0\n"
                     "box     2   0   0   0      2 0.1137 0 4\n"
                     "\n"
                     "output: 3.361 plural, 0.455 singular\n",
                     "%s", text);
    free(text);
}

Test(lab_five_keys, the_words_begin_with_the_finding)
{
    json_t *json = labcheck_run(agreement);
    const char *words = json_string_value(json_object_get(json, "words"));

    cr_assert_not_null(strstr(words, "Position 1, \"keys\", fits the query "
                                     "best: score 6, weight 0.8401."),
                       "%s", words);
    json_decref(json);
}

Test(lab_five_keys, a_query_of_three_numbers_is_refused)
{
    labcheck_refused("attention-five-keys query=1,2,3", "4 numbers");
    labcheck_refused("attention-five-keys query=1,2,3,x", "4 numbers");
}
