/* Whole runs with functions of a learner. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labrun.h"
#include "tests/tui/minehome.h"
#include "tui/mine.h"

/* A learner's softmax sums in f32, ours in another order: over a few steps of
 * a small model the losses part by less than this. */
static const double tolerance = 1e-4;

static struct status run(const char *with, json_t **data)
{
    const char *const knobs[] = {"data=town:20000", "steps=3", "every=100",
                                 with, NULL};
    struct labplan plan;
    struct labrun r;
    void *shot;

    *data = NULL;
    minehome_fine(labplan_of(&plan, lab_find("train-gpt"), knobs));
    plan.lender = &mine_lender;
    struct status st = labrun_open(&r, &plan, (struct hook){NULL, NULL});
    if (st.code)
        return st;
    st = labrun_finish(&r, -1);
    if (!st.code) {
        minehome_fine(labrun_snapshot(&r, &shot));
        *data = labrun_json(&r.plan, shot, NULL);
        labrun_forget(&r, shot);
    }
    labrun_close(&r);
    return st;
}

Test(mine, slow_but_right_trains_to_the_curve_of_the_engine)
{
    json_t *out;

    minehome_open();
    minehome_passed_by_solution("softmax", "");
    minehome_passed_by_solution("cross-entropy", "");
    minehome_passed_by_solution("gelu", "");
    minehome_fine(run("with=mine", &out));
    const json_t *data = json_object_get(out, "data");
    const double apart = json_real_value(json_object_get(data, "apart"));
    cr_assert_eq(json_array_size(json_object_get(data, "ours")), 3);
    cr_assert_lt(apart, tolerance, "%g", apart);
    cr_assert(strstr(json_string_value(json_object_get(out, "run")),
                     "with=mine") != NULL);
    cr_assert(strstr(json_string_value(json_object_get(out, "words")),
                     "our own kernels") != NULL);
    json_decref(out);
    minehome_close();
}

Test(mine, wrong_leaves_the_curve)
{
    json_t *out;

    minehome_open();
    minehome_passed("softmax",
                    "#include \"softmax.h\"\n"
                    "void softmax_forward(float *out, const float *x,\n"
                    "                     int rows, int cols)\n"
                    "{\n"
                    "    (void)x;\n"
                    "    for (int i = 0; i < rows * cols; i++)\n"
                    "        out[i] = 1.0f / (float)cols;\n"
                    "}\n");
    minehome_fine(run("with=softmax", &out));
    const double apart =
        json_real_value(json_object_get(json_object_get(out, "data"), "apart"));
    cr_assert_gt(apart, 10.0 * tolerance, "%g", apart);
    json_decref(out);
    minehome_close();
}

Test(mine, a_crash_ends_the_run_with_a_sentence)
{
    json_t *out;

    minehome_open();
    minehome_passed("softmax",
                    "#include \"softmax.h\"\n"
                    "void softmax_forward(float *out, const float *x,\n"
                    "                     int rows, int cols)\n"
                    "{\n"
                    "    (void)x, (void)out;\n"
                    "    if (rows > 0 && cols > 0)\n"
                    "        *(volatile int *)0 = 1;\n"
                    "}\n");
    const struct status st = run("with=softmax=mine", &out);
    cr_assert(strstr(st.text, "your softmax broke off") != NULL, "%s", st.text);
    minehome_close();
}

Test(mine, what_is_not_passed_or_no_part_is_said)
{
    json_t *out;

    minehome_open();
    struct status st = run("with=softmax", &out);
    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    cr_assert(strstr(st.text, "lathe check softmax") != NULL, "%s", st.text);
    st = run("with=mine", &out);
    cr_assert_eq(st.code, STATUS_NOT_FOUND);
    st = run("with=hardmax", &out);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    cr_assert(strstr(st.text, "layer-norm") != NULL, "%s", st.text);
    st = run("with=softmax=ours", &out);
    cr_assert_eq(st.code, STATUS_BAD_USAGE);
    minehome_close();
}

Test(mine, a_set_is_shared_and_another_one_waits)
{
    struct mine *a, *b;

    minehome_open();
    minehome_passed_by_solution("softmax", "");
    minehome_passed_by_solution("gelu", "");
    minehome_fine(mine_open(&a, "softmax"));
    minehome_fine(mine_open(&b, "softmax"));
    cr_assert_eq(a, b);
    mine_close(b);
    cr_assert_eq(mine_open(&b, "gelu").code, STATUS_BAD_USAGE);
    mine_close(a);
    minehome_fine(mine_open(&b, "gelu"));
    mine_close(b);
    minehome_close();
}
