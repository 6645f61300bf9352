/* The labs of memory through time: gradients, cells, context, classes. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "tests/support/labcheck.h"

/* A matrix that only turns hands a gradient back times its gain. */
Test(lab_memory, a_plain_networks_gradient_shrinks_by_its_gain)
{
    json_t *json = labcheck_run("gradient-flow gain=0.7 length=30");

    labcheck_holds(json, "abs(data.rnn.rate - 0.7) < 0.01");
    labcheck_holds(json, "data.rnn.norm[29] ~ 1");
    labcheck_holds(json, "abs(data.rnn.norm[28] - 0.7) < 0.05");
    labcheck_holds(json, "data.rnn.first < 0.0001");
    json_decref(json);
}

Test(lab_memory, an_open_forget_gate_lets_the_gradient_pass)
{
    labcheck_claim("gradient-flow forget=4 length=40",
                   "data.lstm.first > 0.3 and data.rnn.first < 0.05", 2);
}

Test(lab_memory, a_cell_keeps_the_country_unless_it_must_forget)
{
    json_t *json = labcheck_run("memory-cell gap=6 steps=120");

    labcheck_holds(json, "data.accuracy.learned > 0.9");
    labcheck_holds(json, "data.accuracy.shut < 0.5");
    labcheck_holds(json, "data.carry > 0.7 and data.tells > 0.5");
    labcheck_holds(json, "data.cells[3][0] > -100");
    json_decref(json);
}

Test(lab_memory, pictures_are_drawn_before_training_too)
{
    json_t *json = labcheck_run("memory-cell gap=1 steps=1");

    labcheck_holds(json, "data.steps = 1");
    json_decref(json);
    labcheck_refused("memory-cell gap=41", "40");
}

Test(lab_memory, more_context_lowers_the_loss)
{
    json_t *json = labcheck_run("context-loss steps=60");

    labcheck_holds(json, "data.loss[1] > data.loss[4]");
    json_decref(json);
    labcheck_refused("context-loss text=\"\xc3\xa9\"", "ASCII");
}

Test(lab_memory, the_tables_of_both_networks_hold_every_entry)
{
    json_t *json = labcheck_run("text-classes steps=1");

    labcheck_holds(json, "data.gru.table[0][0] + data.gru.table[0][1] + "
                         "data.gru.table[1][0] + data.gru.table[1][1] = 384");
    labcheck_holds(json,
                   "data.encoder.table[0][0] + data.encoder.table[0][1] + "
                   "data.encoder.table[1][0] + data.encoder.table[1][1] = 384");
    json_decref(json);
}
