/* layer-norms: lengths of the residual stream and of what is added to it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"

#define FIXTURES TEST_ROOT "/tests/model/fixtures/published/"

/* Lengths of f32 sums over hundreds of numbers, squared. */
#define WITHIN 1e-4

static double cell(const json_t *json, const char *table, size_t row,
                   size_t col)
{
    const json_t *rows = json_object_get(json_object_get(json, "data"), table);
    const json_t *at = json_array_get(json_array_get(rows, row), col);

    cr_assert(json_is_number(at), "%s[%zu][%zu]", table, row, col);
    return json_number_value(at);
}

/* |x + y|^2 from |x|^2, |y| and their cosine. */
static double added(double square, double y, double cosine)
{
    return square + y * y + 2.0 * sqrt(square) * y * cosine;
}

static void check(const char *run)
{
    json_t *json = labcheck_run(run);
    const json_t *data = json_object_get(json, "data");
    const size_t layers = (size_t)json_integer_value(
                     json_object_get(data, "layers")),
                 tokens = json_array_size(json_object_get(data, "tokens"));

    for (size_t b = 0; b < layers; b++) {
        for (size_t i = 0; i < tokens; i++) {
            const double before = cell(json, "stream", b, i),
                         after = cell(json, "stream", b + 1, i);
            double square =
                added(before * before, cell(json, "attention", b, i),
                      cell(json, "attention_cosine", b, i));

            square = added(square, cell(json, "mlp", b, i),
                           cell(json, "mlp_cosine", b, i));
            cr_assert_lt(fabs(square - after * after), WITHIN * after * after,
                         "block %zu, token %zu: %g but %g", b, i, sqrt(square),
                         after);
        }
    }
    json_decref(json);
}

Test(lab_norms, lengths_and_cosines_say_how_the_stream_grows)
{
    check("layer-norms model=house text=\"the keys in the box are wet\"");
    check("layer-norms model=" FIXTURES "llama text=\"the cat\" scale=linear");
    check("layer-norms model=" FIXTURES "gpt2 text=\"the cat\" show=mlp");
}

Test(lab_norms, an_encoder_whose_norms_stand_behind_is_measured_too)
{
    json_t *json =
        labcheck_run("layer-norms model=" FIXTURES "bert text=\"the old\"");

    cr_assert_gt(cell(json, "stream", 1, 0), 0.0);
    labcheck_holds(json, "max(data.mlp_cosine) < 1.001");
    json_decref(json);
}

static int blocks_of(const json_t *json)
{
    return (int)json_array_size(
               json_object_get(json_object_get(json, "data"), "stream")) -
           1;
}

Test(lab_norms, what_is_shown_turns_with_a_key_and_has_its_own_rows)
{
    const struct canvas_look look = {.glyphs = CANVAS_GLYPHS_ASCII};
    const struct lab *lab = lab_find("layer-norms");
    struct lab_view view = labrun_view(&look);
    struct labplan plan;
    struct labrun r;
    void *snapshot;

    cr_assert_eq(labplan_parse(&plan, "layer-norms").code, 0);
    cr_assert_eq(labrun_open(&r, &plan, (struct hook){0}).code, 0);
    cr_assert_eq(labrun_snapshot(&r, &snapshot).code, 0);
    lab->key(snapshot, &view, LAB_KEY_DOWN);
    json_t *json = labrun_json(&r.plan, snapshot, NULL);
    cr_assert_eq(view.row, blocks_of(json), "the embedding is row 0");
    json_decref(json);
    const struct lab_answer a = lab->key(snapshot, &view, 'w');
    cr_assert_eq(a.wish, LAB_TURN);
    cr_assert_str_eq(a.text, "attention");
    labrun_forget(&r, snapshot);
    cr_assert_eq(labrun_turn(&r, a.knob, a.text).code, 0);
    cr_assert_eq(labrun_snapshot(&r, &snapshot).code, 0);
    struct canvas *cv = canvas_new(24, 80, look);
    lab->draw(snapshot, &view, cv); /* its cell is past the last row */
    canvas_free(cv);
    labrun_forget(&r, snapshot);
    labrun_close(&r);
}

Test(lab_norms, the_picture_names_the_block_in_numbers)
{
    char *picture = labcheck_picture("layer-norms model=house", 24, 80);
    json_t *json = labcheck_run("layer-norms model=house");
    char block[32];

    snprintf(block, sizeof block, "block %d: the stream ", blocks_of(json) - 1);
    json_decref(json);

    cr_assert_not_null(strstr(picture, "how long is the residual stream?"));
    cr_assert_not_null(strstr(picture, block));
    cr_assert_not_null(strstr(picture, "attention adds "));
    free(picture);
}
