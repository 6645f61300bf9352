/* The labs of reading one row and writing another. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>

#include "lessons/labs/bleu.h"
#include "tests/support/labcheck.h"

Test(lab_translate, short_texts_are_learned_with_one_state_and_with_attention)
{
    json_t *json =
        labcheck_run("bottleneck task=copy length=3 steps=150 width=24");

    labcheck_holds(json, "data.one_state.letters[3] > 0.5");
    labcheck_holds(json, "data.looks_back.letters[3] > 0.5");
    labcheck_holds(json, "data.looks_back.ended > 0.8");
    json_decref(json);
}

Test(lab_translate, without_an_end_in_training_none_is_written)
{
    json_t *json = labcheck_run(
        "bottleneck task=copy length=3 steps=30 width=12 stop=off");

    labcheck_holds(json, "data.looks_back.ended = 0");
    labcheck_holds(json, "data.looks_back.whole = 0");
    json_decref(json);
}

Test(lab_translate, every_task_runs_and_one_may_teach_itself)
{
    json_decref(labcheck_run("bottleneck task=dates length=3 steps=1 width=4"));
    json_decref(labcheck_run("bottleneck task=sums length=3 steps=1 width=4"));
    json_decref(labcheck_run(
        "bottleneck task=recall length=3 steps=2 width=4 taught=0"));
}

Test(lab_translate, each_row_of_weights_sums_to_one)
{
    json_t *json = labcheck_run("translate steps=3 text=\"a cat sees boats\"");

    labcheck_holds(json, "sum(data.seen[0]) ~ 1");
    labcheck_holds(json, "sum(data.truth[0]) = 1");
    labcheck_holds(json, "data.looks_right < 1");
    json_decref(json);
    json_decref(labcheck_run("translate steps=2 attention=off"));
}

Test(lab_translate, a_search_finds_likelier_texts_and_greedy_stands_beside)
{
    json_t *one = labcheck_run("translate steps=40 text=\"a cat sees boats\"");
    json_t *four =
        labcheck_run("translate steps=40 beam=4 text=\"a cat sees boats\"");

    labcheck_holds(four, "data.likelier > 0.2");
    labcheck_holds(four, "data.logprob > data.greedy.logprob");
    const json_t *alone = json_object_get(json_object_get(one, "data"), "bleu");
    const json_t *beside = json_object_get(
        json_object_get(json_object_get(four, "data"), "greedy"), "bleu");
    cr_expect_float_eq(json_real_value(alone), json_real_value(beside), 1e-6,
                       "one beam is what the lab writes without a search");
    json_decref(one);
    json_decref(four);
}

Test(lab_translate, words_that_are_none_are_refused)
{
    labcheck_refused("translate text=\"the elephant sees a cat\"",
                     "\"elephant\" is no word");
    labcheck_refused("translate text=\" \"", "no word");
    labcheck_refused("translate text=\"a a a a a a a a a a a a a a a a a\"",
                     "at most 16");
}

Test(lab_translate, bleu_by_hand)
{
    const int32_t want[] = {1, 2, 3, 4, 5}, same[] = {1, 2, 3, 4, 5};
    const int32_t again[] = {1, 1, 1, 1, 1}, brief[] = {1, 2, 3, 4};
    struct bleu all = {0}, none = {0}, cut = {0};

    bleu_add(&all, same, 5, want, 5);
    cr_assert(fabs(bleu_score(&all) - 100.0) < 1e-9);
    bleu_add(&none, again, 5, want, 5);
    cr_assert(none.same[0] == 1 && none.runs[0] == 5);
    cr_assert(fabs(bleu_score(&none)) < 1e-12);
    bleu_add(&cut, brief, 4, want, 5);
    cr_assert(fabs(bleu_score(&cut) - 100.0 * exp(1.0 - 5.0 / 4.0)) < 1e-9);
}
