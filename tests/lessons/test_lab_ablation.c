#include <criterion/criterion.h>
#include <string.h>

#include "lessons/labs/labvocab.h"
#include "tests/support/labcheck.h"

Test(lab_ablation, both_models_train_measure_and_write)
{
    json_t *json = labcheck_run("ablation steps=3 tokens=40 "
                                "data=town:6000");

    labcheck_holds(json, "data.a.steps = 3 and data.b.steps = 3");
    labcheck_holds(json, "data.a.val_loss > 0 and data.b.val_loss > 0");
    labcheck_holds(json, "data.a.known_words <= 1 and data.b.words > 0");
    labcheck_holds(json, "data.a.loss[2] != data.b.loss[2]");
    json_decref(json);
}

Test(lab_ablation, equal_settings_make_equal_models)
{
    json_t *json =
        labcheck_run("ablation change=norm a=rms b=rms steps=2 tokens=40 "
                     "data=town:6000");

    labcheck_holds(json, "data.a.loss[1] = data.b.loss[1] and "
                         "data.a.val_loss = data.b.val_loss");
    json_decref(json);
}

Test(lab_ablation, a_mask_of_another_name_is_refused)
{
    labcheck_refused("ablation b=late steps=1", "causal or none");
    labcheck_refused("ablation change=norm a=causal b=rms", "norm");
}

Test(lab_ablation, known_words_are_whole_words_of_the_text)
{
    struct labvocab *v;

    cr_assert_eq(labvocab_new(&v, "The cat sat. It's late").code, 0);
    const struct labvocab_share s = labvocab_count(v, "the ca cats SAT it la");
    cr_assert_eq(s.words, 5);
    cr_assert_eq(s.known, 3);
    labvocab_free(v);
}
