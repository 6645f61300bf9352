/* transformer-walk: every number of a model, computed anew beside the engine's.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "lessons/labs/blockstops.h"
#include "tests/support/labcheck.h"

enum { SORTER_LAYERS = 3, HOUSE_CHAR_LAYERS = 4 };

/* f32 against f64: sums of up to 512 products of numbers near 1, and scores
 * near 20 at the end. */
#define ANEW "data.difference < 0.00002"

static json_t *stop_of(const char *run, int stop)
{
    char whole[160];

    snprintf(whole, sizeof whole, "transformer-walk %s stop=%d", run, stop);
    return labcheck_run(whole);
}

static void check_all(const char *run, int layers)
{
    for (int i = 0; i < blockstops_count(layers); i++) {
        json_t *json = stop_of(run, i);

        labcheck_holds(json, ANEW);
        json_decref(json);
    }
}

Test(lab_transformer, every_number_of_the_sorter_is_made_anew)
{
    check_all("row=7 head=2 col=11", SORTER_LAYERS);
}

Test(lab_transformer, so_is_every_number_of_a_model_without_biases)
{
    check_all("model=house-char text=\"the lamp\" row=4", HOUSE_CHAR_LAYERS);
}

Test(lab_transformer, stops_are_found_where_they_are)
{
    for (int i = 0; i < blockstops_count(SORTER_LAYERS); i++) {
        const struct blockstops s = blockstops_at(SORTER_LAYERS, i);

        cr_assert_eq(blockstops_find(SORTER_LAYERS, s.kind, s.block), i);
    }
}

static const char *wrote(const json_t *json)
{
    return json_string_value(
        json_object_get(json_object_get(json, "data"), "wrote"));
}

Test(lab_transformer, six_letters_come_out_in_order)
{
    static const char *const pairs[][2] = {
        {"cabacb", "aabbcc"}, {"cccccc", "cccccc"}, {"bbbbba", "abbbbb"},
        {"cbacba", "aabbcc"}, {"aacaca", "aaaacc"}, {"bcbcbc", "bbbccc"}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char run[80];

        snprintf(run, sizeof run, "transformer-walk text=%s", pairs[i][0]);
        json_t *json = labcheck_run(run);
        cr_assert_str_eq(wrote(json), pairs[i][1]);
        labcheck_holds(json, "data.ordered = 1");
        json_decref(json);
    }
    json_t *json = labcheck_run("transformer-walk text=cba");
    labcheck_holds(json, "data.ordered = 0");
    json_decref(json);
}

/* Of a surprise, the gradient at the scores is the chance of each, less 1 at
 * the one that is meant. */
Test(lab_transformer, gradients_begin_with_chances_and_reach_back_alone)
{
    json_t *json =
        labcheck_run("transformer-walk stop=40 row=7 answer=3 show=gradient");
    const char *toward = "abs(data.shown[7][2] - data.chance[2]) < 0.0001";

    labcheck_holds(json, "abs(sum(data.shown[7])) < 0.0001");
    labcheck_holds(json, "abs(data.shown[7][1] - data.chance[1]) < 0.0001");
    labcheck_holds(json, toward);
    labcheck_holds(json, "min(data.shown[7]) < -0.9");
    labcheck_holds(json, "max(data.shown[6]) = 0 and min(data.shown[8]) = 0");
    labcheck_holds(json, "data.pull[7] > 0 and data.pull[0] > 0 and "
                         "data.pull[8] = 0 and data.pull[10] = 0");
    json_decref(json);
}

Test(lab_transformer, a_number_names_those_that_it_was_made_of)
{
    json_t *json = stop_of("row=6 col=3", 8);
    const json_t *data = json_object_get(json, "data");

    labcheck_holds(json, "data.inputs = 7 and data.input[0].stop = 6 and "
                         "data.input[0].col = 3");
    cr_assert_str_eq(json_string_value(json_object_get(data, "name")),
                     "mixture");
    json_decref(json);
}

Test(lab_transformer, models_of_another_shape_are_refused)
{
    labcheck_refused("transformer-walk model=house", "GPT-2's shape");
    labcheck_refused("transformer-walk text=cabacbcabacb", "12 tokens");
    labcheck_refused("transformer-walk text=xyz", "");
}
