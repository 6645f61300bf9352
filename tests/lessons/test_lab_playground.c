/* playground: a model writes on, token by token. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"

#define RUN "playground tokens=6"

static struct lab_answer press(const void *snapshot, struct lab_view *view,
                               int key)
{
    return lab_find("playground")->key(snapshot, view, key);
}

Test(lab_playground, it_writes_as_many_tokens_as_asked_and_shows_the_odds)
{
    json_t *json = labcheck_run(RUN " top-k=7");
    json_t *all = json_object_get(json_object_get(json, "data"), "candidates");
    double sum = 0.0;

    labcheck_holds(json, "data.written = 6");
    cr_assert_eq(json_array_size(all), 7);
    for (size_t i = 0; i < json_array_size(all); i++)
        sum += json_number_value(
            json_object_get(json_array_get(all, i), "probability"));
    cr_assert_float_eq(sum, 1.0, 1e-5);
    labcheck_holds(json, "data.kept = 7");
    json_decref(json);
}

Test(lab_playground, every_head_has_a_row_that_sums_to_one)
{
    json_t *json = labcheck_run(RUN " layer=1");
    json_t *heads = json_object_get(json_object_get(json, "data"), "heads");
    const size_t tokens = json_array_size(
        json_object_get(json_object_get(json, "data"), "tokens"));
    size_t h;
    json_t *row;

    cr_assert_gt(json_array_size(heads), 0);
    json_array_foreach(heads, h, row)
    {
        double sum = 0.0;

        cr_assert_eq(json_array_size(row), tokens);
        for (size_t i = 0; i < tokens; i++)
            sum += json_number_value(json_array_get(row, i));
        cr_assert_float_eq(sum, 1.0, 1e-4);
    }
    json_decref(json);
}

Test(lab_playground, at_temperature_zero_only_the_likeliest_is_left)
{
    json_t *json = labcheck_run(RUN " temperature=0");

    labcheck_holds(json, "data.kept = 1");
    labcheck_holds(json, "data.candidates[0].probability = 1");
    json_decref(json);
}

Test(lab_playground, what_is_taken_back_is_gone_and_is_not_drawn_the_same)
{
    json_t *back = labcheck_run(RUN " at=6:keep=2 seed=5");
    json_t *straight = labcheck_run(RUN " seed=5");
    json_t *a = json_object_get(json_object_get(back, "data"), "ids");
    json_t *b = json_object_get(json_object_get(straight, "data"), "ids");
    const size_t prompt = json_array_size(a) - 6;

    labcheck_holds(back, "data.written = 6");
    for (size_t i = 0; i < prompt + 2; i++)
        cr_assert(json_equal(json_array_get(a, i), json_array_get(b, i)));
    cr_assert(!json_equal(a, b));
    json_decref(back);
    json_decref(straight);
}

Test(lab_playground, keys_turn_the_knobs_that_they_name)
{
    struct labplan plan;
    struct labrun run;
    struct lab_view view = labrun_view(NULL);
    struct lab_answer a;
    void *snapshot;

    cr_assert_eq(labplan_parse(&plan, RUN).code, STATUS_FINE);
    cr_assert_eq(labrun_open(&run, &plan, (struct hook){NULL, NULL}).code,
                 STATUS_FINE);
    cr_assert_eq(labrun_finish(&run, 2).code, STATUS_FINE);
    cr_assert_eq(labrun_snapshot(&run, &snapshot).code, STATUS_FINE);
    a = press(snapshot, &view, 'u');
    cr_assert_eq(a.wish, LAB_TURN);
    cr_assert_eq(a.knob, lab_knob(run.run.lab, "keep"));
    cr_assert_str_eq(a.text, "1");
    a = press(snapshot, &view, 't');
    cr_assert_eq(a.knob, lab_knob(run.run.lab, "temperature"));
    cr_assert_str_eq(a.text, "0.7");
    a = press(snapshot, &view, '<');
    cr_assert_eq(a.knob, lab_knob(run.run.lab, "top-k"));
    cr_assert_str_eq(a.text, "20");
    a = press(snapshot, &view, 'e');
    cr_assert_eq(a.wish, LAB_EDIT);
    cr_assert_eq(a.knob, lab_knob(run.run.lab, "text"));
    labrun_forget(&run, snapshot);
    labrun_close(&run);
}

Test(lab_playground, what_cannot_be_is_refused)
{
    labcheck_refused(RUN " layer=99", "layers 0 to");
    labcheck_refused(RUN " model=" TEST_ROOT
                         "/tests/model/fixtures/published/bert",
                     "foretells no token");
}

Test(lab_playground, the_heads_of_any_token_are_the_rows_of_the_map)
{
    json_t *play = labcheck_run(RUN " text=\" the keys in the box\" row=2"),
           *map = labcheck_run("attention-map model=house layer=0 head=1 "
                               "text=\" the keys in the box\"");
    const json_t *row = json_array_get(
        json_object_get(json_object_get(play, "data"), "heads"), 1);
    const json_t *same = json_array_get(
        json_object_get(json_object_get(map, "data"), "weights"), 2);

    labcheck_holds(play, "data.row = 2");
    labcheck_holds(play, "data.written = 6");
    cr_assert_eq(json_array_size(row), 3);
    for (size_t i = 0; i < 3; i++)
        cr_assert_float_eq(json_number_value(json_array_get(row, i)),
                           json_number_value(json_array_get(same, i)), 1e-4);
    json_decref(play);
    json_decref(map);
}

Test(lab_playground, what_is_written_does_not_hang_on_the_row_that_is_shown)
{
    json_t *last = labcheck_run(RUN), *first = labcheck_run(RUN " row=0");

    cr_assert(
        json_equal(json_object_get(json_object_get(last, "data"), "ids"),
                   json_object_get(json_object_get(first, "data"), "ids")));
    json_decref(last);
    json_decref(first);
}
