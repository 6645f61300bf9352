/* The ladder of eras: every model asks the same text. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

#include "engine/base/buf.h"
#include "lessons/data/town.h"
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
