/* The lab `patch`: runs again from a block on against whole runs. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/model/generate.h"
#include "lessons/labs/labmodel.h"
#include "tests/support/labcheck.h"
#include "tests/support/labtiny.h"

enum { VOCAB = 64, WIDTH = 256, LAYERS = 4 };

/* Sums in another order, shares of a difference of about one. */
#define SAME_WITHIN 1e-3

TestSuite(lab_patch, .init = labtiny_make, .fini = labtiny_remove);

/* A row to be put in at one token of one tensor. */
struct put {
    float row[WIDTH];
    int token;
};

static void put(void *user, const char *name, struct tensor *t)
{
    const struct put *p = user;
    const size_t width = (size_t)tensor_cols(t);

    (void)name;
    memcpy((float *)tensor_at(t, 0) + p->token * width, p->row,
           width * sizeof(float));
}

static double answer(struct labmodel *m, struct probe *p)
{
    float logits[VOCAB];
    int32_t a, b;

    graph_set_probe(m->graph, p);
    cr_assert_eq(generate_logits(m->checkpoint.model, m->graph, m->ids,
                                 (int64_t)m->count, logits)
                     .code,
                 0);
    graph_set_probe(m->graph, NULL);
    cr_assert_eq(labmodel_word(m, "a", &a).code, 0);
    cr_assert_eq(labmodel_word(m, "s", &b).code, 0);
    return (double)logits[a] - (double)logits[b];
}

/* The cell by two whole passes, one editing. */
static double by_whole_runs(struct labmodel *m, const char *name, int token)
{
    struct put edit = {.token = token};
    struct probe *watch = probe_new(), *change = probe_new();

    cr_assert_eq(labmodel_read(m, "the keys").code, 0);
    probe_watch(watch, name, PROBE_FORWARD);
    const double clean = answer(m, watch);
    const struct probe_value *v = probe_find(watch, name, PROBE_FORWARD);
    cr_assert_not_null(v, "%s", name);
    const size_t width = (size_t)v->shape[v->dims - 1];
    memcpy(edit.row, v->data + token * width, width * sizeof(float));
    cr_assert_eq(labmodel_read(m, "the wets").code, 0);
    const double corrupted = answer(m, NULL);
    probe_edit(change, name, PROBE_FORWARD, put, &edit);
    const double patched = answer(m, change);
    probe_free(watch);
    probe_free(change);
    return (patched - corrupted) / (clean - corrupted);
}

static void same_as_whole_runs(const char *part, const char *name)
{
    char knobs[160], full[64], path[64];
    struct labmodel m;

    snprintf(knobs, sizeof knobs,
             "clean=\"the keys\" corrupted=\"the wets\" answer=a other=s "
             "part=%s",
             part);
    json_t *json = labtiny_run("patch", knobs);
    cr_assert_eq(labmodel_load(&m, labtiny_folder(), (struct hook){0}).code, 0);
    for (int layer = 0; layer < LAYERS; layer++) {
        for (int token = 4; token < 8; token++) {
            snprintf(full, sizeof full, "blocks.%d.%s", layer, name);
            snprintf(path, sizeof path, "data.restored[%d][%d]", layer, token);
            const double want = by_whole_runs(&m, full, token);

            cr_expect_float_eq(labtiny_number(json, path), want,
                               SAME_WITHIN * fmax(1.0, fabs(want)),
                               "%s, token %d", full, token);
        }
    }
    labmodel_release(&m);
    labcheck_holds(json, "data.first = 4 and data.restored[2][3] = 0");
    json_decref(json);
}

Test(lab_patch, a_cell_is_what_two_whole_runs_give)
{
    same_as_whole_runs("residual", "out");
    same_as_whole_runs("attention", "attn.out");
    same_as_whole_runs("mlp", "mlp.out");
}

Test(lab_patch, an_answer_of_several_tokens_is_said_to_be_cut)
{
    json_t *one =
               labtiny_run("patch", "clean=\"the keys\" "
                                    "corrupted=\"the wets\" answer=a other=s"),
           *more = labtiny_run("patch", "clean=\"the keys\" "
                                        "corrupted=\"the wets\" answer=ab "
                                        "other=s");

    cr_expect_null(strstr(json_string_value(json_object_get(one, "words")),
                          "only the first"));
    cr_expect(strstr(json_string_value(json_object_get(more, "words")),
                     "only the first"));
    json_decref(one);
    json_decref(more);
}

Test(lab_patch, the_last_residual_of_the_last_token_is_the_whole_answer)
{
    json_t *json = labtiny_run("patch", "clean=\"the keys\" corrupted="
                                        "\"the wets\" answer= other=");

    labcheck_holds(json, "abs(data.restored[3][7] - 1) < 0.0001");
    labcheck_holds(json, "abs(data.restored[3][6]) < 0.0001");
    json_decref(json);
}

Test(lab_patch, the_house_model_moves_number_from_the_noun_to_the_end)
{
    json_t *json = labcheck_run("patch");

    labcheck_holds(json, "data.clean_difference > 1");
    labcheck_holds(json, "data.corrupted_difference < -1");
    const json_t *rows =
        json_object_get(json_object_get(json, "data"), "restored");
    const json_t *last = json_array_get(rows, json_array_size(rows) - 1);
    cr_assert_gt(
        json_number_value(json_array_get(last, json_array_size(last) - 1)),
        0.9);
    json_decref(json);
}

Test(lab_patch, prompts_that_cannot_be_compared_are_refused)
{
    labtiny_refused("patch", "clean=box corrupted=keys", "clean has 3");
    labtiny_refused("patch", "clean=box corrupted=box", "are the same");
    labtiny_refused("patch", "clean=box corrupted=wet answer=a other=a",
                    "nothing to restore");
    labtiny_refused("patch", "clean= corrupted=wet", "empty");
}
