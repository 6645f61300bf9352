/* logit-lens: what each layer would say. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/condition.h"
#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"

#define FIXTURES TEST_ROOT "/tests/model/fixtures/published/"
#define TEXT     "text=\"the keys in the box\""

static const json_t *data(const json_t *json, const char *key)
{
    return json_object_get(json_object_get(json, "data"), key);
}

static const char *word(const json_t *json, const char *key, size_t i)
{
    return json_string_value(json_array_get(data(json, key), i));
}

static double number(const json_t *json, const char *path)
{
    double out;
    const struct status st = condition_number(path, json, &out);

    cr_assert_eq(st.code, 0, "%s: %s", path, st.text);
    return out;
}

Test(lab_lens, the_last_layer_says_what_the_model_says)
{
    json_t *lens = labcheck_run("logit-lens model=house " TEXT);
    json_t *next = labcheck_run("next-token model=house " TEXT);
    const json_t *best = json_array_get(data(next, "candidates"), 0);
    const size_t last = json_array_size(data(lens, "tokens")) - 1;

    cr_assert_str_eq(word(lens, "answer", last),
                     json_string_value(json_object_get(best, "token")));
    const int stage = (int)number(lens, "data.stages") - 1;
    char path[64];
    snprintf(path, sizeof path, "data.answer_probability[%d][%zu]", stage,
             last);
    cr_assert_float_eq(number(lens, path),
                       json_real_value(json_object_get(best, "probability")),
                       1e-6);
    snprintf(path, sizeof path, "data.answer_place[%d][%zu]", stage, last);
    cr_assert_eq(number(lens, path), 1.0);
    json_decref(lens);
    json_decref(next);
}

Test(lab_lens, from_where_it_settles_on_every_layer_gives_the_answer)
{
    json_t *json = labcheck_run("logit-lens model=house " TEXT);
    const json_t *guess = data(json, "guess");
    const size_t tokens = json_array_size(data(json, "tokens")),
                 stages = json_array_size(guess);

    for (size_t i = 0; i < tokens; i++) {
        const size_t settled = (size_t)json_integer_value(
                         json_array_get(data(json, "settled"), i)),
                     first = (size_t)json_integer_value(
                         json_array_get(data(json, "first"), i));

        cr_assert_leq(first, settled);
        for (size_t s = 0; s < stages; s++) {
            const bool same = strcmp(json_string_value(json_array_get(
                                         json_array_get(guess, s), i)),
                                     word(json, "answer", i)) == 0;

            cr_assert(s >= settled ? same : s + 1 < settled || !same);
            cr_assert(s >= first || !same);
        }
    }
    json_decref(json);
}

Test(lab_lens, where_the_head_is_the_embedding_each_word_first_says_itself)
{
    json_t *json = labcheck_run("logit-lens model=house " TEXT);
    const json_t *embedding = json_array_get(data(json, "guess"), 0), *said;
    size_t i;

    json_array_foreach(embedding, i, said)
        cr_assert_str_eq(json_string_value(said), word(json, "tokens", i));
    labcheck_holds(json, "data.entropy_bits[0][0] >= 0 and "
                         "data.entropy_bits[0][0] < 10");
    json_decref(json);
}

Test(lab_lens, published_models_of_both_kinds_of_head_are_read)
{
    json_t *json = labcheck_run("logit-lens model=" FIXTURES
                                "llama text=\"the cat\" last=1");

    labcheck_holds(json, "data.stages = 3 and data.answer_place[2][0] = 1");
    cr_assert_eq(json_array_size(data(json, "tokens")), 1);
    json_decref(json);
    json = labcheck_run("logit-lens model=" FIXTURES
                        "llama-tied.gguf text=\"the cat\"");
    cr_assert_geq(json_array_size(data(json, "tokens")), 2);
    json_decref(json);
}

Test(lab_lens, keys_choose_a_cell_and_turn_to_the_odds_of_the_answer)
{
    const struct canvas_look look = {.glyphs = CANVAS_GLYPHS_ASCII};
    const struct lab *lab = lab_find("logit-lens");
    struct lab_view view = labrun_view(&look);
    struct canvas *cv = canvas_new(24, 80, look);
    struct labplan plan;
    struct labrun r;
    void *snapshot;

    cr_assert_eq(labplan_parse(&plan, "logit-lens " TEXT).code, 0);
    cr_assert_eq(labrun_open(&r, &plan, (struct hook){0}).code, 0);
    cr_assert_eq(labrun_snapshot(&r, &snapshot).code, 0);
    json_t *json = labrun_json(&r.plan, snapshot, NULL);
    const int stage = (int)number(json, "data.stages") - 1;
    json_decref(json);
    for (int i = 0; i < 20; i++)
        lab->key(snapshot, &view, LAB_KEY_DOWN);
    cr_assert_eq(view.row, stage, "the last stage");
    lab->draw(snapshot, &view, cv);
    int at = 0;
    while (at < cv->cols && canvas_at(cv, 2 + stage, at).bg != INK_FOCUS)
        at++;
    cr_assert_lt(at, cv->cols, "no cell is in focus");
    lab->key(snapshot, &view, 'a');
    lab->draw(snapshot, &view, cv);
    cr_assert_eq(canvas_at(cv, 2 + stage, at).rune, '1', "place 1");
    labrun_forget(&r, snapshot);
    labrun_close(&r);
    canvas_free(cv);
}

Test(lab_lens, an_encoder_is_refused)
{
    labcheck_refused("logit-lens model=" FIXTURES "bert text=\"the old\"",
                     "encoder");
}
