/* The labs `sampler`, `decode-menu` and `constrained`: what the knobs leave is
 * what they say, and every count can be counted again from the texts. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/support/labcheck.h"

TestSuite(lab_decoding, .timeout = 300);

static const json_t *data(const json_t *json, const char *name)
{
    return json_object_get(json_object_get(json, "data"), name);
}

static double number(const json_t *node, const char *name)
{
    return json_number_value(json_object_get(node, name));
}

static const char *text(const json_t *node, const char *name)
{
    return json_string_value(json_object_get(node, name));
}

#define OPEN "text=\"at night the\" tokens=2"

static double sum_of(const json_t *odds, const char *name, size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += number(json_array_get(odds, i), name);
    return sum;
}

Test(lab_decoding, top_k_keeps_k_in_their_proportions)
{
    json_t *json = labcheck_run("sampler top-k=5 " OPEN);
    const json_t *odds = data(json, "odds"), *row;
    const double mass = json_number_value(data(json, "kept_mass"));
    size_t i;

    cr_assert_float_eq(sum_of(odds, "drawn", 5), 1.0, 1e-6);
    cr_assert_float_eq(sum_of(odds, "model", 5), mass, 1e-6);
    json_array_foreach(odds, i, row)
    {
        const double want = i < 5 ? number(row, "model") / mass : 0.0;

        cr_expect_float_eq(number(row, "drawn"), want, 1e-6, "row %zu", i);
    }
    json_decref(json);
}

Test(lab_decoding, top_p_keeps_the_fewest_that_reach_p)
{
    json_t *json = labcheck_run("sampler top-p=0.4 " OPEN);
    const json_t *odds = data(json, "odds");
    const size_t kept = (size_t)json_integer_value(data(json, "kept"));

    cr_assert(kept > 1 && kept < json_array_size(odds));
    cr_expect_geq(sum_of(odds, "model", kept), 0.4 - 1e-6);
    cr_expect_lt(sum_of(odds, "model", kept - 1), 0.4);
    json_decref(json);
}

Test(lab_decoding, min_p_cuts_at_a_share_of_the_likeliest)
{
    json_t *json = labcheck_run("sampler min-p=0.2 " OPEN);
    const json_t *odds = data(json, "odds");
    const size_t kept = (size_t)json_integer_value(data(json, "kept"));
    const double cut = 0.2 * number(json_array_get(odds, 0), "model");

    cr_assert(kept > 1 && kept < json_array_size(odds));
    cr_expect_geq(number(json_array_get(odds, kept - 1), "model"), cut - 1e-7);
    cr_expect_lt(number(json_array_get(odds, kept), "model"), cut + 1e-7);
    json_decref(json);
}

Test(lab_decoding, half_the_temperature_squares_the_odds)
{
    json_t *json = labcheck_run("sampler temperature=0.5 " OPEN);
    const json_t *odds = data(json, "odds"), *first = json_array_get(odds, 0);

    for (size_t i = 1; i < 10; i++) {
        const json_t *row = json_array_get(odds, i);
        const double plain = number(row, "model") / number(first, "model");

        cr_expect_float_eq(number(row, "drawn") / number(first, "drawn"),
                           plain * plain, 1e-5);
    }
    labcheck_holds(json, "data.drawn_bits < data.model_bits");
    json_decref(json);
}

Test(lab_decoding, texts_come_again_with_their_seed_and_change_with_it)
{
    const char *const run = "sampler tokens=4 seed=5";
    json_t *a = labcheck_run(run), *b = labcheck_run(run),
           *c = labcheck_run("sampler tokens=4 seed=6");

    cr_assert_eq(json_array_size(data(a, "samples")), 10);
    cr_expect(json_equal(data(a, "samples"), data(b, "samples")));
    cr_expect_not(json_equal(data(a, "samples"), data(c, "samples")));
    json_decref(a);
    json_decref(b);
    json_decref(c);
}

Test(lab_decoding, the_menu_tells_one_text_from_many)
{
    json_t *json = labcheck_run("decode-menu texts=2 tokens=12");

    labcheck_holds(json, "data.greedy.distinct = 1 and data.beam.distinct = 1");
    labcheck_holds(json, "data.plain.distinct > 1");
    labcheck_holds(json, "data.beam.surprise <= data.greedy.surprise");
    labcheck_holds(json, "data.greedy.passes ~ 1 and data.beam.passes >= 4");
    json_decref(json);
}

Test(lab_decoding, what_is_kept_keeps_to_the_rules)
{
    json_t *json = labcheck_run("constrained tries=8 texts=10 words=14");
    const json_t *row;
    size_t i;
    int kept = 0, draws = 0;

    json_array_foreach(data(json, "text"), i, row)
    {
        draws += (int)number(row, "draws");
        if (!json_is_true(json_object_get(row, "kept"))) {
            cr_expect_eq((int)number(row, "draws"), 8);
            continue;
        }
        kept++;
        cr_expect(strstr(text(row, "text"), "watch"), "%s", text(row, "text"));
        int spaces = 0;
        for (const char *c = text(row, "text"); *c; c++)
            spaces += *c == ' ';
        cr_expect_lt(spaces, 14, "%s", text(row, "text"));
    }
    cr_assert_gt(kept, 1);
    cr_expect_eq(kept, (int)json_integer_value(data(json, "kept")));
    cr_expect_eq(draws, (int)json_integer_value(data(json, "draws")));
    const double p = json_number_value(data(json, "one_draw"));
    cr_expect_float_eq(p, (double)kept / draws, 1e-9);
    cr_expect_float_eq(json_number_value(data(json, "expected")),
                       1.0 - pow(1.0 - p, 8.0), 1e-9);
    json_decref(json);
}

Test(lab_decoding, last_words_end_as_asked)
{
    json_t *json = labcheck_run(
        "constrained must= ends=at words=0 tries=16 texts=3 text=\"the cat\"");
    const json_t *row;
    size_t i;
    int kept = 0;

    json_array_foreach(data(json, "text"), i, row)
    {
        const char *t = text(row, "text");

        if (!json_is_true(json_object_get(row, "kept")))
            continue;
        kept++;
        cr_expect_str_eq(t + strlen(t) - 3, "at.", "%s", t);
    }
    cr_assert_gt(kept, 0);
    json_decref(json);
}

Test(lab_decoding, rules_of_any_length_are_not_taken)
{
    char run[400] = "constrained must=";

    memset(run + strlen(run), 'x', 200);
    labcheck_refused(run, "must: 200 bytes");
    labcheck_refused("sampler top-p=0", "top-p");
}
