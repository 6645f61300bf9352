/* The lab `steer`: a direction, added by hand and by the lab. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/model/generate.h"
#include "lessons/labs/labmodel.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

enum { VOCAB = 64, WIDTH = 256, LAYER = 2 };

/* f32 sums in another order, probabilities of at most 1. */
#define SAME_WITHIN 1e-4

#define KNOBS       "towards=\"the keys\" away=\"the box\" prompt=\"wet \" "

TestSuite(lab_steer, .init = labtiny_make, .fini = labtiny_remove);

struct direction {
    float x[WIDTH];
    float strength;
};

static void add_mean(struct labmodel *m, struct direction *d, const char *text,
                     float share)
{
    struct probe *p = probe_new();

    cr_assert_eq(labmodel_read(m, text).code, 0);
    probe_watch(p, "blocks.2.out", PROBE_FORWARD);
    cr_assert_eq(labmodel_pass(m, p, NULL).code, 0);
    const struct probe_value *v = probe_find(p, "blocks.2.out", PROBE_FORWARD);
    const int64_t width = v->shape[2];
    for (int64_t i = width; i < v->count; i++)
        d->x[i % width] += share * v->data[i] / (float)(v->shape[1] - 1);
    probe_free(p);
}

static void add(void *user, const char *name, struct tensor *t)
{
    const struct direction *d = user;
    const int64_t width = tensor_cols(t);
    float *x = tensor_at(t, 0);

    (void)name;
    for (int64_t i = 0; i < tensor_count(t); i++)
        x[i] += d->strength * d->x[i % width];
}

Test(lab_steer, the_odds_are_those_of_a_run_with_the_difference_added)
{
    json_t *json = labtiny_run("steer", KNOBS "layer=2 strength=1.5 top=3");
    struct direction d = {.strength = 1.5f};
    struct probe *p = probe_new();
    struct tensor *logits;
    struct labmodel m;
    float row[VOCAB];

    cr_assert_eq(labmodel_load(&m, labtiny_folder(), (struct hook){0}).code, 0);
    add_mean(&m, &d, "the keys", 1.0f);
    add_mean(&m, &d, "the box", -1.0f);
    cr_assert_eq(labmodel_read(&m, "wet ").code, 0);
    probe_edit(p, "blocks.2.out", PROBE_FORWARD, add, &d);
    cr_assert_eq(labmodel_pass(&m, p, &logits).code, 0);
    const int64_t vocab = logits->shape[2];
    for (int64_t v = 0; v < vocab; v++)
        row[v] = (float)tensor_get(logits, 3 * vocab + v);
    for (int i = 0; i < 3; i++) {
        char id[64], path[64];

        snprintf(id, sizeof id, "data.steered.candidates[%d].id", i);
        snprintf(path, sizeof path, "data.steered.candidates[%d].probability",
                 i);
        cr_expect_float_eq(
            labtiny_number(json, path),
            exp(generate_logprob(row, (int)vocab,
                                 (int32_t)labtiny_number(json, id))),
            SAME_WITHIN);
    }
    labcheck_holds(json, "data.moved > 0.0001");
    probe_free(p);
    labmodel_release(&m);
    json_decref(json);
}

Test(lab_steer, strength_0_changes_nothing)
{
    json_t *json = labtiny_run("steer", KNOBS "strength=0");
    const json_t *at = json_object_get(json, "data");
    const json_t *plain = json_object_get(at, "plain"),
                 *steered = json_object_get(at, "steered");

    labcheck_holds(json, "data.moved < 0.00001 and data.length > 0");
    cr_assert_str_eq(json_string_value(json_object_get(plain, "text")),
                     json_string_value(json_object_get(steered, "text")));
    json_decref(json);
}

/* 0 for a token that is not among the likeliest. */
static double odds(const json_t *json, const char *side, const char *token)
{
    const json_t *said = json_object_get(
                     json_object_get(json_object_get(json, "data"), side),
                     "candidates"),
                 *c;
    size_t i;

    json_array_foreach(said, i, c)
    {
        if (!strcmp(json_string_value(json_object_get(c, "token")), token))
            return json_real_value(json_object_get(c, "probability"));
    }
    return 0.0;
}

Test(lab_steer, many_things_in_place_of_one_make_the_house_model_say_are)
{
    json_t *json = labcheck_run("steer layer=4 strength=2"),
           *other = labcheck_run("steer layer=4 strength=-2");

    cr_assert_gt(odds(json, "steered", " are"),
                 2 * odds(json, "plain", " are"));
    cr_assert_lt(odds(other, "steered", " are"), odds(other, "plain", " are"));
    json_decref(json);
    json_decref(other);
}

Test(lab_steer, what_cannot_be_added_is_refused)
{
    labtiny_refused("steer", KNOBS "layer=4", "blocks 0 to 3");
    labtiny_refused("steer", KNOBS "away=", "empty");
}
