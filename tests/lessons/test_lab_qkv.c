/* Labs that look into one head of a model: a small one, made here. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/model/training.h"
#include "lessons/condition.h"
#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"

static char folder[] = "/tmp/lathe-qkv-XXXXXX";

/* Weights as drawn are enough: these labs claim nothing about training. */
static void make_model(void)
{
    static const char text[] = "the keys in the box are wet. ";
    char long_text[40 * sizeof text] = "";
    struct recipe r;
    struct training *t;

    for (int i = 0; i < 40; i++)
        memcpy(long_text + i * (sizeof text - 1), text, sizeof text);
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(recipe_preset(&r, "llama-tiny").code, 0);
    r.model.init = 0.2; /* large, so that rows are not even */
    r.train.steps = 0;
    struct status st =
        training_open(&t, &r, long_text, strlen(long_text), device_find("cpu"));
    cr_assert_eq(st.code, 0, "%s", st.text);
    st = training_finish(t, folder, "a test", CHECKPOINT_F32);
    cr_assert_eq(st.code, 0, "%s", st.text);
    training_close(t);
}

static void remove_model(void)
{
    static const char *const names[] = {"card.json", "model.safetensors",
                                        "tokenizer.json"};
    char path[128];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

TestSuite(lab_qkv, .init = make_model, .fini = remove_model);

static json_t *run_with_model(const char *lab, const char *knobs)
{
    char run[256];

    snprintf(run, sizeof run, "%s model=%s %s", lab, folder, knobs);
    return labcheck_run(run);
}

static void number(const json_t *json, const char *path, double *out)
{
    const struct status st = condition_number(path, json, out);

    cr_assert_eq(st.code, 0, "%s: %s", path, st.text);
}

Test(lab_qkv, with_q_equal_to_k_scores_are_symmetric)
{
    json_t *json = run_with_model(
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
    json_t *json = run_with_model("qkv-walk", "text=\"the keys\"");
    double length, score, width;

    number(json, "data.lengths.q[3]", &length);
    number(json, "data.tied.scores[3][3]", &score);
    width = (double)json_array_size(
        json_array_get(json_object_get(json_object_get(json, "data"), "q"), 0));
    cr_assert_float_eq(score, length * length / sqrt(width), 1e-3);
    json_decref(json);
}

Test(lab_qkv, a_loop_and_the_products_give_the_same_output)
{
    json_t *json = run_with_model("attention-paper",
                                  "text=\"the keys in the box are\" T=6");

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
             folder);
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
    char run[256];

    snprintf(run, sizeof run, "qkv-walk model=%s text=box head=9", folder);
    labcheck_refused(run, "heads 0 to 3");
    snprintf(run, sizeof run, "attention-paper model=%s text=box layer=4",
             folder);
    labcheck_refused(run, "layers 0 to 3");
}
