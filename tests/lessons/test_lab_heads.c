/* The lab `heads-grid`: habits of heads that are known beforehand, and heads
 * switched off against whole runs that are edited by hand. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "engine/model/generate.h"
#include "lessons/labs/headlabels.h"
#include "lessons/labs/labmodel.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

enum { VOCAB = 64, TOKENS = 8 };

#define TEXT "the keys are wet"
#define HELD "held=\"" TEXT "\" text=\"the keys in the keys\" "
/* Sums in another order, of losses of about 3. */
#define SAME_WITHIN 1e-4

TestSuite(lab_heads, .init = labtiny_make, .fini = labtiny_remove);

/* a b c d a b c d: half of it returns. */
static const int32_t twice[TOKENS] = {0, 1, 2, 3, 0, 1, 2, 3};

/* All weight of row t on position to(t). */
static struct headlabels labels_of(int (*to)(int))
{
    float w[TOKENS * TOKENS] = {0};
    struct headlabels h;

    for (int t = 0; t < TOKENS; t++)
        w[t * TOKENS + to(t)] = 1.0f;
    headlabels_read(&h, w, twice, TOKENS);
    return h;
}

static int before(int t)
{
    return t ? t - 1 : 0;
}
static int itself(int t)
{
    return t;
}
static int first(int t)
{
    return t * 0;
}
static int same(int t)
{
    return t < 4 ? t : t - 4;
}
static int induction(int t)
{
    return t < 4 ? 0 : t - 3;
}

Test(lab_heads, a_head_is_named_after_what_it_does)
{
    cr_expect_eq(labels_of(before).label, HEADLABELS_PREVIOUS);
    cr_expect_eq(labels_of(itself).label, HEADLABELS_ITSELF);
    cr_expect_eq(labels_of(first).label, HEADLABELS_FIRST);
    cr_expect_eq(labels_of(same).label, HEADLABELS_SAME);
    const struct headlabels h = labels_of(induction);
    cr_expect_eq(h.label, HEADLABELS_INDUCTION);
    cr_expect_float_eq(h.score[HEADLABELS_INDUCTION], 1.0f, 1e-6);
    cr_expect_float_eq(h.score[HEADLABELS_SAME], 0.0f, 1e-6);
    /* of rows 2 to 7, two look at the first token */
    cr_expect_float_eq(h.score[HEADLABELS_FIRST], 2.0f / 6, 1e-6);
}

Test(lab_heads, an_even_head_is_even_and_without_returns_two_scores_are_missing)
{
    static const int32_t once[TOKENS] = {0, 1, 2, 3, 4, 5, 6, 7};
    float w[TOKENS * TOKENS] = {0};
    struct headlabels h;

    for (int t = 0; t < TOKENS; t++)
        for (int j = 0; j <= t; j++)
            w[t * TOKENS + j] = 1.0f / (float)(t + 1);
    headlabels_read(&h, w, once, TOKENS);
    cr_expect_eq(h.label, HEADLABELS_EVEN);
    cr_expect_float_eq(h.score[HEADLABELS_EVEN], 1.0f, 1e-6);
    cr_expect_lt(h.score[HEADLABELS_SAME], 0.0f);
    cr_expect_lt(h.score[HEADLABELS_INDUCTION], 0.0f);
}

/* Head *user of weights [1, heads, t, t]. */
static void clear_head(void *user, const char *name, struct tensor *t)
{
    const size_t map = (size_t)(t->shape[2] * t->shape[3]);

    (void)name;
    memset((float *)tensor_at(t, 0) + *(const int *)user * map, 0,
           map * sizeof(float));
}

static double loss(struct labmodel *m, struct probe *p)
{
    struct tensor *logits;
    double sum = 0.0;
    float row[VOCAB];

    cr_assert_eq(labmodel_pass(m, p, &logits).code, 0);
    const int64_t vocab = logits->shape[2];
    cr_assert_leq(vocab, VOCAB);
    for (size_t i = 0; i + 1 < m->count; i++) {
        for (int64_t v = 0; v < vocab; v++)
            row[v] = (float)tensor_get(logits, (int64_t)i * vocab + v);
        sum -= generate_logprob(row, (int)vocab, m->ids[i + 1]);
    }
    return sum / (double)(m->count - 1);
}

Test(lab_heads, a_head_that_is_off_gives_no_weight_to_anything)
{
    json_t *json = labtiny_run("heads-grid", HELD "off=\"3.1 0.2\"");
    struct probe *p = probe_new();
    struct labmodel m;
    int one = 1, two = 2;

    cr_assert_eq(
        labmodel_open(&m, labtiny_folder(), TEXT, (struct hook){0}).code, 0);
    cr_expect_float_eq(labtiny_number(json, "data.held.loss"), loss(&m, NULL),
                       SAME_WITHIN);
    cr_assert_eq(
        probe_edit(p, "blocks.3.attn.probs", PROBE_FORWARD, clear_head, &one)
            .code,
        0);
    cr_expect_float_eq(labtiny_number(json, "data.heads[13].damage"),
                       loss(&m, p) - loss(&m, NULL), SAME_WITHIN);
    cr_assert_eq(
        probe_edit(p, "blocks.0.attn.probs", PROBE_FORWARD, clear_head, &two)
            .code,
        0);
    cr_expect_float_eq(labtiny_number(json, "data.held.without"), loss(&m, p),
                       SAME_WITHIN);
    labcheck_holds(json, "data.held.count = 2");
    labcheck_holds(json, "abs(data.held.alone - data.heads[13].damage - "
                         "data.heads[2].damage) < 0.0001");
    probe_free(p);
    labmodel_release(&m);
    json_decref(json);
}

Test(lab_heads, random_tokens_read_twice_tell_who_copies)
{
    /* Weights as drawn copy nothing: an even row gives each position its
     * share, and the score is of that size. */
    json_t *json = labtiny_run("heads-grid", HELD "repeat=8");

    labcheck_holds(json, "data.best.induction.induction < 0.4");
    const json_t *token =
        json_object_get(json_object_get(json, "data"), "tokens");
    cr_assert_eq(json_array_size(token), 16);
    for (size_t i = 0; i < 8; i++)
        cr_expect(
            json_equal(json_array_get(token, i), json_array_get(token, i + 8)));
    json_decref(json);
    labtiny_refused("heads-grid", HELD "repeat=64", "twice 64 are more");
}

Test(lab_heads, a_head_that_is_not_there_is_refused)
{
    labtiny_refused("heads-grid", HELD "off=all", "off is like 2.5 0.1");
    labtiny_refused("heads-grid", HELD "off=2.5x", "off is like 2.5 0.1");
    labtiny_refused("heads-grid", HELD "off=4.0", "layers 0 to 3");
    labtiny_refused("heads-grid", HELD "off=\"0.1 0.4\"", "heads 0 to 3");
}

Test(lab_heads, the_picture_names_every_head_and_says_what_is_off)
{
    char run[256];

    snprintf(run, sizeof run, "heads-grid model=%s " HELD "off=0.3",
             labtiny_folder());
    char *text = labcheck_picture(run, 22, 80);

    cr_expect_not_null(strstr(text, "without 0.3"), "%s", text);
    cr_expect_not_null(strstr(text, "-off-"), "%s", text);
    free(text);
}
