#include <criterion/criterion.h>
#include <jansson.h>

#include "tests/support/labcheck.h"

Test(lab_recall, attention_learns_the_first_letter_over_twenty_words)
{
    json_t *json =
        labcheck_run("recall-race models=attention distances=3,20 steps=60");

    labcheck_holds(json, "data.attention.accuracy[20] > 0.9");
    labcheck_holds(json, "data.attention.path[1] = 1");
    json_decref(json);
}

Test(lab_recall, every_recurrent_network_learns_over_two_words)
{
    json_t *json =
        labcheck_run("recall-race models=rnn,gru,lstm distances=2 steps=50");

    labcheck_holds(json, "data.rnn.accuracy[2] > 0.9");
    labcheck_holds(json, "data.gru.accuracy[2] > 0.9");
    labcheck_holds(json, "data.lstm.accuracy[2] > 0.9");
    labcheck_holds(json, "data.lstm.path[0] = 2");
    json_decref(json);
}

Test(lab_recall, what_was_timed_is_not_in_the_data_unless_asked)
{
    json_t *json =
        labcheck_run("recall-race models=rnn distances=1 steps=1 seed=2");

    cr_assert_null(json_object_get(json_object_get(json, "data"), "measured"));
    json_decref(json);
}

Test(lab_recall, unknown_models_and_distances_are_refused)
{
    labcheck_refused("recall-race models=rnn,cnn", "not \"cnn\"");
    labcheck_refused("recall-race models=rnn,rnn", "twice");
    labcheck_refused("recall-race distances=5,0", "1 to 64");
}
