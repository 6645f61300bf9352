/* The lab `induction`: the task is what it says, and what is measured of a
 * model is what an exam by hand finds. What the models learn is a claim of
 * L17. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/labs/copytask.h"
#include "tests/support/labcheck.h"

enum { T = COPYTASK_TOKENS };

static struct copytask task, again;

Test(lab_induction, only_what_returns_is_asked_and_the_answer_is_the_repeat)
{
    bool seen[COPYTASK_LONG + 1] = {false};

    copytask_deal(&task, 0, 7, 3);
    for (int b = 0; b < COPYTASK_BATCH; b++) {
        const int32_t *id = task.ids + b * T, *target = task.target + b * T;
        const int p = task.period[b];

        cr_assert_geq(p, COPYTASK_SHORT);
        cr_assert_leq(p, COPYTASK_LONG);
        seen[p] = true;
        for (int i = 0; i < T; i++) {
            cr_expect_eq(target[i] < 0, i < p, "text %d, place %d", b, i);
            if (i >= p)
                cr_expect_eq(target[i], id[i + 1 - p]);
            if (i >= p && i + 1 < T)
                cr_expect_eq(target[i], id[i + 1]);
        }
    }
    int kinds = 0;
    for (int p = 0; p <= COPYTASK_LONG; p++)
        kinds += seen[p];
    cr_expect_gt(kinds, 8, "only %d periods in %d texts", kinds,
                 COPYTASK_BATCH);
}

Test(lab_induction, texts_differ_by_stream_and_a_fixed_period_is_fixed)
{
    copytask_deal(&task, 12, 7, 3);
    copytask_deal(&again, 12, 7, 3);
    cr_expect_eq(memcmp(&task, &again, sizeof task), 0);
    copytask_deal(&again, 12, 7, 4);
    cr_expect_neq(memcmp(task.ids, again.ids, sizeof task.ids), 0);
    for (int b = 0; b < COPYTASK_BATCH; b++)
        cr_expect_eq(again.period[b], 12);
}

Test(lab_induction, before_training_nothing_is_known_and_heads_are_even)
{
    json_t *json = labcheck_run("induction steps=5");

    labcheck_holds(json, "abs(data.two.exam[0] - data.chance) < 0.6");
    labcheck_holds(json, "data.two.right < 0.2 and data.one.right < 0.2");
    /* An even row gives each token its share: 1/(t + 1) at place t. */
    labcheck_holds(json, "data.two.copies.induction < 0.2");
    labcheck_holds(json, "data.two.rise = -1 and data.two.fall = -1");
    json_decref(json);
}

Test(lab_induction, training_lowers_the_loss_and_a_head_off_changes_it)
{
    json_t *json = labcheck_run("induction steps=40 width=16 lr=0.01");

    labcheck_holds(json, "data.two.loss[39] < data.two.loss[0]");
    labcheck_holds(json, "data.two.exam[8] < data.two.exam[0]");
    labcheck_holds(json, "data.two.exam[8] = data.two.final");
    labcheck_holds(json,
                   "abs(data.two.heads[0].without - data.two.final) > 0.0001");
    labcheck_holds(json, "abs(data.two.heads[0].without - "
                         "data.two.heads[1].without) > 0.0001");
    json_decref(json);
}

Test(lab_induction, the_exam_reads_loss_and_share_from_the_same_logits)
{
    struct graph *g = graph_new(device_find("cpu"), (size_t)1 << 28);
    struct copytask_exam e, off;
    struct decoder *m;

    cr_assert_eq(copytask_model(&m, 1, 16, 5).code, 0);
    copytask_deal(&task, 0, 7, 3);
    cr_assert_eq(copytask_examine(&e, m, g, &task, -1, NULL).code, 0);
    cr_assert_eq(copytask_examine(&off, m, g, &task, 1, NULL).code, 0);
    cr_expect_gt(fabs(e.loss - off.loss), 1e-6);
    /* the weights themselves are the same: only what they mix is gone */
    for (int h = 0; h < COPYTASK_HEADS; h++)
        cr_expect_float_eq(e.induction[h], off.induction[h], 1e-6);
    graph_set_gradients(g, false);
    graph_reset(g);
    const int64_t shape[] = {COPYTASK_BATCH, T};
    const struct tensor *loss =
        decoder_loss(m, g, graph_ints(g, 2, shape, task.ids),
                     graph_ints(g, 2, shape, task.target), NULL);
    cr_expect_float_eq(tensor_get(loss, 0), e.loss, 1e-5);
    decoder_free(m);
    graph_free(g);
}
