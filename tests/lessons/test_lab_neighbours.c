/* embedding-neighbours: rows that point the same way, and their plane. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/condition.h"
#include "lessons/labs/flatten.h"
#include "lessons/labs/labmodel.h"
#include "lessons/labs/labrun.h"
#include "tests/support/labcheck.h"

#define FIXTURES TEST_ROOT "/tests/model/fixtures/published/"

static double number(const json_t *json, const char *path)
{
    double out;
    const struct status st = condition_number(path, json, &out);

    cr_assert_eq(st.code, 0, "%s: %s", path, st.text);
    return out;
}

/* The cosine of two tokens, by a plain loop over the model's own numbers. */
static double cosine_of(const char *model, const char *a, const char *b)
{
    struct labmodel m;
    int32_t id[2];
    double sum[3] = {0.0, 0.0, 0.0};

    cr_assert_eq(labmodel_open(&m, model, "x", (struct hook){0}).code, 0);
    cr_assert_eq(labmodel_word(&m, a, &id[0]).code, 0);
    cr_assert_eq(labmodel_word(&m, b, &id[1]).code, 0);
    const struct param *p =
        params_find(decoder_params(m.checkpoint.model), "tokens.weight");
    for (int64_t k = 0; k < p->shape[1]; k++) {
        const double x = tensor_get(&p->value, id[0] * p->shape[1] + k),
                     y = tensor_get(&p->value, id[1] * p->shape[1] + k);

        sum[0] += x * y;
        sum[1] += x * x;
        sum[2] += y * y;
    }
    labmodel_release(&m);
    return sum[0] / sqrt(sum[1] * sum[2]);
}

Test(lab_neighbours, cosines_are_those_of_a_plain_loop)
{
    json_t *json = labcheck_run("embedding-neighbours model=house word=box "
                                "compare=mother,box,wet");

    cr_assert_float_eq(number(json, "data.compared[0].cosine"),
                       cosine_of("house", "box", "mother"), 1e-5);
    cr_assert_float_eq(number(json, "data.compared[1].cosine"), 1.0, 1e-5);
    cr_assert_float_eq(number(json, "data.compared[2].cosine"),
                       cosine_of("house", "box", "wet"), 1e-5);
    json_decref(json);
}

Test(lab_neighbours, they_stand_in_order_and_are_not_the_word_itself)
{
    json_t *json =
        labcheck_run("embedding-neighbours model=house word=box count=20");
    const json_t *list =
        json_object_get(json_object_get(json, "data"), "neighbours");
    const json_t *word = json_array_get(
        json_object_get(json_object_get(json, "data"), "word"), 0);
    double before = 1.0;

    cr_assert_eq(json_array_size(list), 20);
    for (size_t i = 0; i < 20; i++) {
        const json_t *one = json_array_get(list, i);
        const double cosine = json_number_value(json_object_get(one, "cosine"));

        cr_assert_leq(cosine, before);
        cr_assert_neq(json_integer_value(json_object_get(one, "id")),
                      json_integer_value(json_object_get(word, "id")));
        before = cosine;
    }
    /* A nearest of a thousand random rows would not stand so far out. */
    labcheck_holds(json, "data.neighbours[0].cosine > data.mean + "
                         "data.deviation + data.deviation + data.deviation");
    json_decref(json);
}

Test(lab_neighbours, an_untied_head_has_rows_of_its_own)
{
    json_t *read = labcheck_run("embedding-neighbours model=" FIXTURES
                                "llama word=the compare=cat");
    json_t *write = labcheck_run("embedding-neighbours model=" FIXTURES
                                 "llama word=the compare=cat table=head");

    cr_assert_gt(fabs(number(read, "data.compared[0].cosine") -
                      number(write, "data.compared[0].cosine")),
                 1e-3);
    json_decref(read);
    json_decref(write);
}

Test(lab_neighbours, without_the_mean_row_the_average_cosine_is_near_zero)
{
    json_t *json = labcheck_run("embedding-neighbours model=" FIXTURES
                                "llama-tied.gguf word=the centre=on");

    labcheck_holds(json, "abs(data.mean) < 0.1");
    json_decref(json);
}

Test(lab_neighbours, what_makes_no_sense_is_refused)
{
    labcheck_refused("embedding-neighbours model=house table=head",
                     "the rows are the same");
    labcheck_refused("embedding-neighbours model=" FIXTURES "bert table=head",
                     "no head");
    labcheck_refused("embedding-neighbours word=\"\"", "no word");
    labcheck_refused("embedding-neighbours compare=a,b,c,d,e,f,g,h,i,j,k,l,m",
                     "at most 12");
}

Test(lab_neighbours, points_of_a_plane_keep_their_distances)
{
    /* x + 2y, y - x, 3, x, y */
    static const float plane[][2] = {{0, 0}, {4, 0}, {1, 3}, {-2, 5}};
    float x[4 * 5], at[4 * 2];
    double share;

    for (int i = 0; i < 4; i++) {
        const float u = plane[i][0], v = plane[i][1];
        const float row[] = {u + 2 * v, v - u, 3, u, v};

        memcpy(x + 5 * i, row, sizeof row);
    }
    cr_assert_eq(flatten_points(x, 4, 5, at, &share).code, 0);
    cr_assert_float_eq(share, 1.0, 1e-9);
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < i; j++) {
            double far = 0.0, flat = 0.0;

            for (int k = 0; k < 5; k++)
                far += pow((double)x[5 * i + k] - (double)x[5 * j + k], 2);
            for (int k = 0; k < 2; k++)
                flat += pow((double)at[2 * i + k] - (double)at[2 * j + k], 2);
            cr_assert_float_eq(flat, far, 1e-3 * far);
        }
    }
}

Test(lab_neighbours, points_that_are_one_stand_in_the_middle)
{
    const float x[] = {1, 2, 3, 1, 2, 3};
    float at[4];
    double share;

    cr_assert_eq(flatten_points(x, 2, 3, at, &share).code, 0);
    for (int i = 0; i < 4; i++)
        cr_assert_float_eq(at[i], 0.0f, 1e-5f);
    cr_assert_float_eq(share, 1.0, 1e-12);
}
