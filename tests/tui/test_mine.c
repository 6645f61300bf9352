/* Whole runs with functions of a learner. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/filemap.h"
#include "exercises/attempts.h"
#include "exercises/scratch.h"
#include "lessons/labs/labrun.h"
#include "tui/mine.h"

/* A learner's softmax sums in f32, ours in another order: over a few steps of
 * a small model the losses part by less than this. */
static const double tolerance = 1e-4;

static char home[64];

static void fine(struct status st)
{
    cr_assert_eq(st.code, STATUS_FINE, "%s", st.text);
}

static void begin(void)
{
    snprintf(home, sizeof home, "/tmp/test_mineXXXXXX");
    cr_assert(mkdtemp(home) != NULL);
    setenv("XDG_DATA_HOME", home, 1);
    setenv("XDG_CACHE_HOME", home, 1);
}

static void passed(const char *name, const char *text)
{
    struct report *r = calloc(1, sizeof *r);
    struct attempts a;

    snprintf(r->exercise, sizeof r->exercise, "%s", name);
    r->passed = true;
    fine(attempts_open(&a, NULL));
    fine(attempts_add(&a, r, text));
    attempts_close(&a);
    free(r);
}

static void passed_with_the_solution(const char *name)
{
    struct filemap map;
    char path[256];

    snprintf(path, sizeof path, TEST_ROOT "/exercises/%s/solution.c", name);
    fine(filemap_open(&map, path, 1 << 20));
    char *text = strndup((const char *)map.data, map.bytes);
    passed(name, text);
    free(text);
    filemap_close(&map);
}

static struct status run(const char *with, json_t **data)
{
    const char *const knobs[] = {"data=town:20000", "steps=3", "every=100",
                                 with, NULL};
    struct labplan plan;
    struct labrun r;
    void *shot;

    *data = NULL;
    fine(labplan_of(&plan, lab_find("train-gpt"), knobs));
    plan.lender = &mine_lender;
    struct status st = labrun_open(&r, &plan, (struct hook){NULL, NULL});
    if (st.code)
        return st;
    st = labrun_finish(&r, -1);
    if (!st.code) {
        fine(labrun_snapshot(&r, &shot));
        *data = labrun_json(&r.plan, shot, NULL);
        labrun_forget(&r, shot);
    }
    labrun_close(&r);
    return st;
}

Test(mine, slow_but_right_trains_to_the_curve_of_the_engine)
{
    json_t *out;

    begin();
    passed_with_the_solution("softmax");
    passed_with_the_solution("cross-entropy");
    passed_with_the_solution("gelu");
    fine(run("with=mine", &out));
    const json_t *data = json_object_get(out, "data");
    const double apart = json_real_value(json_object_get(data, "apart"));
    cr_assert_eq(json_array_size(json_object_get(data, "ours")), 3);
    cr_assert_lt(apart, tolerance, "%g", apart);
    cr_assert(strstr(json_string_value(json_object_get(out, "run")),
                     "with=mine") != NULL);
    cr_assert(strstr(json_string_value(json_object_get(out, "words")),
                     "our own kernels") != NULL);
    json_decref(out);
    scratch_remove(home);
}

Test(mine, wrong_leaves_the_curve)
{
    json_t *out;

    begin();
    passed("softmax", "#include \"softmax.h\"\n"
                      "void softmax_forward(float *out, const float *x,\n"
                      "                     int rows, int cols)\n"
                      "{\n"
                      "    (void)x;\n"
                      "    for (int i = 0; i < rows * cols; i++)\n"
                      "        out[i] = 1.0f / (float)cols;\n"
                      "}\n");
    fine(run("with=softmax", &out));
    const double apart =
        json_real_value(json_object_get(json_object_get(out, "data"), "apart"));
    cr_assert_gt(apart, 10.0 * tolerance, "%g", apart);
    json_decref(out);
    scratch_remove(home);
}

Test(mine, a_crash_ends_the_run_with_a_sentence)
{
    json_t *out;

    begin();
    passed("softmax", "#include \"softmax.h\"\n"
                      "void softmax_forward(float *out, const float *x,\n"
                      "                     int rows, int cols)\n"
                      "{\n"
                      "    (void)x, (void)out;\n"
                      "    if (rows > 0 && cols > 0)\n"
                      "        *(volatile int *)0 = 1;\n"
                      "}\n");
    const struct status st = run("with=softmax=mine", &out);
    cr_assert(strstr(st.text, "your softmax broke off") != NULL, "%s", st.text);
    scratch_remove(home);
}

Test(mine, what_is_not_passed_or_no_part_is_said)
{
    json_t *out;

    begin();
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
    scratch_remove(home);
}

Test(mine, a_set_is_shared_and_another_one_waits)
{
    struct mine *a, *b;

    begin();
    passed_with_the_solution("softmax");
    passed_with_the_solution("gelu");
    fine(mine_open(&a, "softmax"));
    fine(mine_open(&b, "softmax"));
    cr_assert_eq(a, b);
    mine_close(b);
    cr_assert_eq(mine_open(&b, "gelu").code, STATUS_BAD_USAGE);
    mine_close(a);
    fine(mine_open(&b, "gelu"));
    mine_close(b);
    scratch_remove(home);
}
