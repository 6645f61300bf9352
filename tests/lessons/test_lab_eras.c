/* The ladder of eras, and the network that learns on it. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "engine/base/buf.h"
#include "lessons/data/town.h"
#include "lessons/labs/charnet.h"
#include "tests/support/labcheck.h"

Test(lab_eras, every_era_is_asked_about_the_same_text)
{
    json_t *json = labcheck_run("era-ladder steps=1 read=20000 held=600");

    labcheck_holds(json, "data.done = 7 and data.held >= 600");
    labcheck_holds(json, "data.held < 600 + 4000");
    /* 45 symbols: log2 45. */
    labcheck_holds(json, "abs(data.bits.guess - 5.4919) < 0.0001");
    labcheck_holds(json, "data.bits.letters < data.bits.guess");
    labcheck_holds(json, "data.bits.runs < data.bits.letters");
    labcheck_holds(json, "data.bits.gpt < data.bits.runs");
    labcheck_holds(json, "data.bits.house < data.bits.gpt");
    json_decref(json);
}

Test(lab_eras, a_network_gains_from_steps_and_counting_from_text)
{
    json_t *few = labcheck_run("era-ladder steps=2 read=20000 held=600"),
           *more = labcheck_run("era-ladder steps=30 read=200000 held=600");
    static const char *const gains[] = {"rnn", "lstm", "runs"};

    for (int i = 0; i < 3; i++) {
        const double a = json_number_value(json_object_get(
                         json_object_get(json_object_get(few, "data"), "bits"),
                         gains[i])),
                     b = json_number_value(json_object_get(
                         json_object_get(json_object_get(more, "data"), "bits"),
                         gains[i]));

        cr_assert_lt(b, a - 0.2, "%s: %f, then %f", gains[i], a, b);
    }
    json_decref(few);
    json_decref(more);
}

/* What town:2000000 tells must be over before the held days begin. */
Test(lab_eras, the_text_held_back_is_of_days_that_no_model_read)
{
    const struct town_options past = {.seed = 1, .days = TOWN_CUTOFF};
    struct buf all;

    buf_init(&all, (size_t)64 << 20);
    cr_assert_eq(town_write(&all, &past).code, 0);
    cr_assert_gt(all.bytes, 2000000);
    buf_release(&all);
}

/* A row of digits, each of which follows from the one before. */
Test(lab_eras, bits_of_a_network_are_those_of_its_loss)
{
    const struct rnnlm_config config = {10, 16, RECLAYER_LSTM, 1};
    struct charnet net;
    int32_t ids[600];
    float bits[600];
    double sum = 0.0;

    for (int i = 0; i < 600; i++)
        ids[i] = (i * 7 + 3) % 10;
    cr_assert_eq(charnet_open(&net, &config, (struct hook){0}, 1).code, 0);
    cr_assert_eq(charnet_bits(&net, ids, 600, bits).code, 0);
    cr_assert_float_eq(bits[0], 0.0f, 0.0f);
    for (int i = 1; i < 600; i++)
        sum += (double)bits[i];
    cr_assert_float_eq(sum / 599.0, log2(10.0), 0.3, "%f", sum / 599.0);
    for (int i = 0; i < 150; i++)
        cr_assert_eq(charnet_train(&net, ids, 600, 1).code, 0);
    cr_assert_eq(charnet_bits(&net, ids, 600, bits).code, 0);
    /* Behind 256 characters a new window begins: the state goes on. */
    for (int i = 2; i < 600; i++)
        cr_assert_lt(bits[i], 0.5f, "%d: %f", i, (double)bits[i]);
    cr_assert_neq(charnet_train(&net, ids, 20, 1).code, 0);
    charnet_release(&net);
}
