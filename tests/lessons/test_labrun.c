#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labrun.h"
#include "tests/support/testlabs.h"

static void open_run(struct labrun *r, const char *run)
{
    struct labplan plan;
    struct status st = labplan_parse(&plan, run);

    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    st = labrun_open(r, &plan, (struct hook){0});
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
    cr_expect_null(plan.lab, "the plan was taken over");
}

static json_t *json_of(const struct labrun *r)
{
    void *snapshot;

    cr_assert_eq(labrun_snapshot(r, &snapshot).code, STATUS_FINE);
    json_t *json = labrun_json(&r->plan, snapshot, NULL);
    labrun_forget(r, snapshot);
    cr_assert(json);
    return json;
}

static int64_t sum_of(const struct labrun *r)
{
    json_t *json = json_of(r);
    const int64_t sum = json_integer_value(
        json_object_get(json_object_get(json, "data"), "sum"));

    json_decref(json);
    return sum;
}

Test(labrun, runs_to_its_end_and_gives_everything_back)
{
    struct labrun r;

    open_run(&r, "count by=2 steps=10");
    cr_assert_eq(labrun_finish(&r, -1).code, STATUS_FINE);
    cr_expect_eq(sum_of(&r), 20);
    cr_expect_eq(r.run.steps, 10);
    cr_expect(!r.more);
    labrun_close(&r);
    cr_expect_eq(testlabs_open, 0);
    cr_expect_eq(testlabs_snapshots, 0);
}

Test(labrun, limit_stops_between_two_steps)
{
    struct labrun r;

    open_run(&r, "count by=2 steps=10");
    cr_assert_eq(labrun_finish(&r, 4).code, STATUS_FINE);
    cr_expect_eq(sum_of(&r), 8);
    cr_expect(r.more);
    labrun_close(&r);
}

Test(labrun, planned_turn_acts_before_its_step)
{
    struct labrun r;

    open_run(&r, "count by=1 steps=10 at=4:by=100");
    cr_assert_eq(labrun_finish(&r, -1).code, STATUS_FINE);
    cr_expect_eq(sum_of(&r), 4 + 600);
    labrun_close(&r);
}

Test(labrun, turned_run_repeats_from_its_run_string)
{
    struct labrun r, again;

    open_run(&r, "count by=1 steps=12 at=9:by=0");
    cr_assert_eq(labrun_finish(&r, 3).code, STATUS_FINE);
    cr_assert_eq(labrun_turn(&r, 0, "50").code, STATUS_FINE);
    cr_assert_eq(labrun_turn(&r, 0, "10").code, STATUS_FINE);
    cr_assert_eq(labrun_finish(&r, -1).code, STATUS_FINE);
    char *record = labplan_string(&r.plan);
    cr_expect_str_eq(record, "count?by=1&steps=12&seed=1&at=3:by=10&at=9:by=0");
    open_run(&again, record);
    cr_assert_eq(labrun_finish(&again, -1).code, STATUS_FINE);
    cr_expect_eq(sum_of(&r), 3 + 60);
    cr_expect_eq(sum_of(&again), sum_of(&r));
    free(record);
    labrun_close(&r);
    labrun_close(&again);
}

Test(labrun, knob_that_is_not_live_starts_anew)
{
    struct labrun r;

    open_run(&r, "count by=1 steps=10");
    cr_assert_eq(labrun_finish(&r, 5).code, STATUS_FINE);
    cr_assert_eq(labrun_turn(&r, 1, "3").code, STATUS_FINE);
    cr_expect_eq(r.run.steps, 0);
    cr_expect_eq(testlabs_open, 1);
    cr_assert_eq(labrun_finish(&r, -1).code, STATUS_FINE);
    cr_expect_eq(sum_of(&r), 3);
    labrun_close(&r);
}

Test(labrun, refused_value_leaves_the_run_as_it_was)
{
    struct labrun r;

    open_run(&r, "count by=2 steps=10");
    cr_expect_eq(labrun_turn(&r, 0, "1001").code, STATUS_BAD_USAGE);
    cr_expect_eq(labrun_turn(&r, 1, "0").code, STATUS_BAD_USAGE);
    cr_assert_eq(labrun_finish(&r, -1).code, STATUS_FINE);
    cr_expect_eq(sum_of(&r), 20);
    labrun_close(&r);
}

Test(labrun, turn_of_a_lab_without_steps_is_in_its_run_string)
{
    struct labrun r;

    open_run(&r, "next-token");
    cr_assert_eq(labrun_turn(&r, 0, "a b").code, STATUS_FINE);
    json_t *json = json_of(&r);
    cr_expect_str_eq(json_string_value(json_object_get(json, "run")),
                     "next-token?text=a%20b&seed=1");
    cr_expect_str_eq(json_string_value(json_object_get(json, "words")),
                     "It says a b.");
    json_decref(json);
    labrun_close(&r);
}

Test(labrun, json_has_every_key_of_the_contract)
{
    static const char *const keys[] = {"lab", "knobs", "seed",
                                       "run", "words", "data"};
    struct labrun r;

    open_run(&r, "count steps=1 seed=5");
    cr_assert_eq(labrun_finish(&r, -1).code, STATUS_FINE);
    json_t *json = json_of(&r);
    for (int i = 0; i < 6; i++)
        cr_expect(json_object_get(json, keys[i]), "%s", keys[i]);
    cr_expect_eq(json_integer_value(json_object_get(json, "seed")), 5);
    json_decref(json);
    labrun_close(&r);
}
