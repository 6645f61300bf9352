/* The lab `switch-off`: parts that add nothing, against whole runs that are
 * edited by hand. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/model/generate.h"
#include "lessons/labs/labmodel.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

enum { VOCAB = 64 };

#define TEXT "the keys are wet"
#define READ "text=\"" TEXT "\" prompt=\"the \" "
/* Sums in another order, of losses of about 3. */
#define SAME_WITHIN 1e-4

TestSuite(lab_switch, .init = labtiny_make, .fini = labtiny_remove);

static void clear_all(void *user, const char *name, struct tensor *t)
{
    (void)user;
    (void)name;
    memset(tensor_at(t, 0), 0, (size_t)tensor_count(t) * sizeof(float));
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

/* Loss that two edits add. */
static double added(struct labmodel *m, const char *one, const char *two,
                    probe_edit_fn *edit, void *user)
{
    struct probe *p = probe_new();

    cr_assert_eq(probe_edit(p, one, PROBE_FORWARD, edit, user).code, 0);
    if (two)
        cr_assert_eq(probe_edit(p, two, PROBE_FORWARD, edit, user).code, 0);
    const double with = loss(m, p), without = loss(m, NULL);
    probe_free(p);
    return with - without;
}

static void same(const json_t *json, int row, int col, double want)
{
    char path[64];

    snprintf(path, sizeof path, "data.damage[%d][%d]", row, col);
    cr_expect_float_eq(labtiny_number(json, path), want, SAME_WITHIN,
                       "%s: %g, by whole runs %g", path,
                       labtiny_number(json, path), want);
}

Test(lab_switch, a_part_that_is_off_adds_nothing)
{
    json_t *json = labtiny_run("switch-off", READ "heads=on");
    struct labmodel m;
    char attn[64], mlp[64], probs[64];

    cr_assert_eq(
        labmodel_open(&m, labtiny_folder(), TEXT, (struct hook){0}).code, 0);
    for (int layer = 0; layer < 4; layer++) {
        int head = layer;

        snprintf(attn, sizeof attn, "blocks.%d.attn.out", layer);
        snprintf(mlp, sizeof mlp, "blocks.%d.mlp.out", layer);
        snprintf(probs, sizeof probs, "blocks.%d.attn.probs", layer);
        same(json, layer, 0, added(&m, attn, NULL, clear_all, NULL));
        same(json, layer, 1, added(&m, mlp, NULL, clear_all, NULL));
        same(json, layer, 2, added(&m, attn, mlp, clear_all, NULL));
        same(json, layer, 3 + head, added(&m, probs, NULL, clear_head, &head));
    }
    labmodel_release(&m);
    json_decref(json);
}

Test(lab_switch, what_is_off_is_what_the_map_says)
{
    json_t *map = labtiny_run("switch-off", READ "heads=on off=\"mlp 2\"");

    labcheck_holds(map, "abs(data.off.damage - data.damage[2][1]) < 0.0001");
    json_decref(map);
    map = labtiny_run("switch-off", READ "heads=on off=\"head 3.1\"");
    labcheck_holds(map, "abs(data.off.damage - data.damage[3][4]) < 0.0001");
    const double want = labtiny_number(map, "data.off.damage");
    json_decref(map);
    map =
        labtiny_run("switch-off", READ "off=\"head 3.1\""); /* measured alone */
    cr_assert_float_eq(labtiny_number(map, "data.off.damage"), want,
                       SAME_WITHIN);
    json_decref(map);
}

Test(lab_switch, the_whole_model_writes_its_likeliest_tokens)
{
    json_t *json = labtiny_run("switch-off", READ "tokens=12 off=\"block 0\"");
    struct labmodel m;
    float logits[VOCAB];
    char want[64] = "";

    cr_assert_eq(
        labmodel_open(&m, labtiny_folder(), "the ", (struct hook){0}).code, 0);
    for (int i = 0; i < 12; i++) {
        int32_t best = 0;

        cr_assert_eq(generate_logits(m.checkpoint.model, m.graph, m.ids,
                                     (int64_t)m.count, logits)
                         .code,
                     0);
        for (int v = 1; v < tokenizer_size(m.checkpoint.tokenizer); v++)
            if (logits[v] > logits[best])
                best = v;
        m.ids[m.count++] = best;
        size_t bytes;
        const char *piece =
            tokenizer_piece(m.checkpoint.tokenizer, best, &bytes);
        strncat(want, piece, bytes);
    }
    cr_assert_str_eq(
        json_string_value(json_object_get(
            json_object_get(
                json_object_get(json_object_get(json, "data"), "off"), "whole"),
            "text")),
        want);
    labcheck_holds(json, "data.off.without.tokens = 12");
    labmodel_release(&m);
    json_decref(json);
}

Test(lab_switch, the_house_model_needs_its_first_block_most)
{
    json_t *json = labcheck_run("switch-off");

    labcheck_holds(json, "data.worst.block = 0 and data.worst.damage > 1");
    labcheck_holds(json, "data.off.common < data.off.whole.tokens");
    json_decref(json);
}

Test(lab_switch, a_part_that_is_not_there_is_refused)
{
    labtiny_refused("switch-off", READ "off=tail", "like attention 2");
    labtiny_refused("switch-off", READ "off=\"block 2x\"", "like attention 2");
    labtiny_refused("switch-off", READ "off=\"block 4\"", "blocks 0 to 3");
    labtiny_refused("switch-off", READ "off=\"head 1.4\"", "heads 0 to 3");
    labtiny_refused("switch-off", "text=k", "nothing to foretell");
}
