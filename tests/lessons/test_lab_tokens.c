/* token-strip: tokens and surprises. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/evaluate.h"
#include "lessons/condition.h"
#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"

#define FIXTURES TEST_ROOT "/tests/model/fixtures/published/"
#define TEXT     "the keys in the box are wet"

static double number(const json_t *json, const char *path)
{
    double out;
    const struct status st = condition_number(path, json, &out);

    cr_assert_eq(st.code, 0, "%s: %s", path, st.text);
    return out;
}

/* Bits of a text, from the code that measures perplexity. */
static double bits_of(const char *model, const char *text)
{
    const struct device *d = device_find("auto");
    struct graph *g = graph_new(d, (size_t)1 << 30);
    struct evaluate_options o = {0};
    struct evaluate_result r;
    struct checkpoint c;

    struct status st = checkpoint_load(&c, model, d);
    cr_assert_eq(st.code, 0, "%s", st.text);
    st = evaluate_text(&r, &c, g, text, strlen(text), &o);
    cr_assert_eq(st.code, 0, "%s", st.text);
    checkpoint_release(&c);
    graph_free(g);
    return r.loss * (double)r.tokens / log(2.0);
}

Test(lab_tokens, bits_add_up_to_what_the_perplexity_counts)
{
    json_t *json = labcheck_run("token-strip model=house text=\"" TEXT "\"");

    cr_assert_float_eq(number(json, "data.bits"), bits_of("house", " " TEXT),
                       1e-3);
    json_decref(json);
    json = labcheck_run("token-strip model=" FIXTURES
                        "llama text=\"the cat\" space=off");
    cr_assert_float_eq(number(json, "data.bits"),
                       bits_of(FIXTURES "llama", "the cat"), 1e-3);
    json_decref(json);
}

Test(lab_tokens, a_token_that_the_model_expects_has_few_bits)
{
    json_t *json = labcheck_run("token-strip model=house text=\"" TEXT "\"");

    const json_t *token =
                     json_object_get(json_object_get(json, "data"), "tokens"),
                 *t, *found = NULL;
    size_t i;

    json_array_foreach(token, i, t) /* the second one, behind "in" */
    {
        if (!strcmp(json_string_value(json_object_get(t, "token")), " the"))
            found = t;
    }
    cr_assert_lt(json_real_value(json_object_get(found, "bits")), 1.0);
    cr_assert_eq(json_integer_value(json_object_get(found, "place")), 1);
    labcheck_holds(json, "data.bytes = 27");
    labcheck_holds(json, "data.chosen = argmax(data.surprise)");
    labcheck_holds(json, "sum(data.surprise) ~ data.bits");
    json_decref(json);
}

Test(lab_tokens, a_word_without_its_space_is_another_word)
{
    json_t *json =
        labcheck_run("token-strip model=house text=\"" TEXT "\" space=off");

    json_t *spaced = labcheck_run("token-strip model=house text=\"" TEXT "\"");

    cr_assert_gt(number(json, "data.count"), number(spaced, "data.count"));
    labcheck_holds(json, "data.tokens[1].bits > 8");
    json_decref(spaced);
    json_decref(json);
}

Test(lab_tokens, the_text_is_cut_as_it_stands_and_loses_no_byte)
{
    json_t *json =
        labcheck_run("token-strip model=house text=\"Zaï, ok\" space=off");
    const json_t *tokens =
                     json_object_get(json_object_get(json, "data"), "tokens"),
                 *t;
    char hex[256] = "";
    size_t i;

    json_array_foreach(tokens, i, t)
    {
        const char *bytes = json_string_value(json_object_get(t, "bytes"));

        snprintf(hex + strlen(hex), sizeof hex - strlen(hex), "%s%s",
                 i ? " " : "", bytes);
    }
    cr_assert_str_eq(hex, "5a 61 c3 af 2c 20 6f 6b");
    json_decref(json);
}

Test(lab_tokens, an_encoder_cuts_but_foretells_nothing)
{
    json_t *json =
        labcheck_run("token-strip model=" FIXTURES "bert text=\"the old\"");
    const json_t *first = json_array_get(
        json_object_get(json_object_get(json, "data"), "tokens"), 0);

    cr_assert_str_eq(json_string_value(json_object_get(first, "token")),
                     "[CLS]");
    cr_assert(json_is_null(json_object_get(first, "bits")));
    labcheck_holds(json, "data.bits = 0");
    json_decref(json);
}

Test(lab_tokens, the_strip_shows_tokens_over_bits_and_ids_on_a_key)
{
    const struct canvas_look look = {.glyphs = CANVAS_GLYPHS_ASCII};
    char *picture =
        labcheck_picture("token-strip model=house text=\"" TEXT "\"", 24, 80);
    struct lab_view view = labrun_view(&look);

    json_t *json = labcheck_run("token-strip model=house text=\"" TEXT "\"");
    char sum[64];

    snprintf(sum, sizeof sum, "27 bytes, %.0f tokens",
             number(json, "data.count"));
    json_decref(json);
    cr_assert_eq(strncmp(picture, "[_the][_key", 11), 0, "%s", picture);
    cr_assert_not_null(strstr(picture, sum));
    free(picture);
    cr_assert_eq(view.page, 0);
    const struct lab *lab = lab_find("token-strip");
    struct labplan plan;
    struct labrun r;
    void *snapshot;
    cr_assert_eq(labplan_parse(&plan, "token-strip").code, 0);
    cr_assert_eq(labrun_open(&r, &plan, (struct hook){0}).code, 0);
    cr_assert_eq(labrun_snapshot(&r, &snapshot).code, 0);
    cr_assert_eq(lab->key(snapshot, &view, 'i').wish, LAB_REDRAW);
    cr_assert_eq(view.page, 1);
    lab->key(snapshot, &view, LAB_KEY_RIGHT);
    lab->key(snapshot, &view, LAB_KEY_RIGHT);
    cr_assert_eq(view.col, 1);
    cr_assert_eq(lab->key(snapshot, &view, 'z').wish, LAB_IGNORED);
    labrun_forget(&r, snapshot);
    labrun_close(&r);
}

Test(lab_tokens, what_cannot_be_read_is_refused_with_the_reason)
{
    labcheck_refused("token-strip model=house text=\"\"", "empty");
    labcheck_refused("token-strip model=nothing", "nothing");
}
