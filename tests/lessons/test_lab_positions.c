/* The labs of lesson L18: shuffle-test, order-task, position-waves, rope-dial.
 * What they show is checked by sums of our own. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "tests/support/labcheck.h"

TestSuite(lab_positions, .timeout = 300);

static const json_t *data(const json_t *json, const char *name)
{
    return json_object_get(json_object_get(json, "data"), name);
}

static double at(const json_t *row, size_t i)
{
    return json_number_value(json_array_get(row, i));
}

Test(lab_positions, a_set_stays_a_set_whatever_its_order)
{
    for (int layers = 1; layers <= 4; layers += 3) {
        char run[64];

        snprintf(run, sizeof run, "shuffle-test layers=%d", layers);
        labcheck_claim(run, "data.difference < 0.00001", 3);
    }
    /* One layer, as the course states it. */
    labcheck_claim("shuffle-test", "data.difference < 0.000001", 3);
    labcheck_claim("shuffle-test mask=on", "data.difference > 0.01", 3);
    labcheck_claim("shuffle-test positions=sinusoid", "data.difference > 0.01",
                   3);
    labcheck_claim("shuffle-test positions=learned", "data.difference > 0.01",
                   3);
    labcheck_claim("shuffle-test positions=rope", "data.difference > 0.01", 3);
}

Test(lab_positions, every_word_has_another_place_and_all_are_there)
{
    for (int seed = 1; seed < 8; seed++) {
        char run[64];
        bool seen[24] = {false};

        snprintf(run, sizeof run, "shuffle-test text=\"a b c d e f g\" seed=%d",
                 seed);
        json_t *json = labcheck_run(run);
        const json_t *order = data(json, "order");
        for (size_t i = 0; i < 7; i++) {
            const size_t from = (size_t)at(order, i);

            cr_assert(from < 7 && !seen[from] && from != i, "seed %d", seed);
            seen[from] = true;
        }
        json_decref(json);
    }
    labcheck_refused("shuffle-test text=alone", "one word");
}

Test(lab_positions, order_is_learned_only_where_places_are_marked)
{
    json_t *json = labcheck_run("order-task steps=90");

    labcheck_holds(json,
                   "data.none.right < 0.25 and data.learned.right > 0.95");
    labcheck_holds(json,
                   "data.rope.right > 0.95 and data.rope.shuffled < 0.25");
    labcheck_holds(json, "data.sinusoid.right > data.none.right + 0.2");
    json_decref(json);
    json = labcheck_run("order-task task=units steps=60");
    labcheck_holds(json, "data.none.right > 0.9");
    labcheck_holds(json, "abs(data.none.right - data.none.shuffled) < 0.001");
    json_decref(json);
}

Test(lab_positions, scores_are_those_of_turned_pairs)
{
    static const double q[] = {1, 0.5, 0.2, 1}, k[] = {0.8, 1, 1, -0.4};
    json_t *json = labcheck_run("rope-dial base=50 m=9 n=3");
    const json_t *scores = data(json, "scores");

    for (int m = 0; m < 16; m++) {
        for (int n = 0; n < 16; n++) {
            double want = 0.0;

            for (int p = 0; p < 2; p++) {
                const double angle = (n - m) * pow(50.0, -p / 2.0);
                const double *a = q + 2 * p, *b = k + 2 * p;

                want += a[0] * (b[0] * cos(angle) - b[1] * sin(angle)) +
                        a[1] * (b[0] * sin(angle) + b[1] * cos(angle));
            }
            cr_expect_float_eq(at(json_array_get(scores, (size_t)m), (size_t)n),
                               want, 1e-5, "%d %d", m, n);
        }
    }
    cr_expect_float_eq(json_number_value(data(json, "score")),
                       at(json_array_get(scores, 9), 3), 1e-6);
    json_decref(json);
    labcheck_refused("rope-dial q=1,2", "q");
}

Test(lab_positions, likeness_falls_with_distance_and_not_with_place)
{
    json_t *json = labcheck_run("position-waves rows=30 width=48");
    const json_t *alike = data(json, "alike");

    cr_expect_float_eq(at(alike, 0), 24.0, 1e-4);
    cr_expect(at(alike, 1) < at(alike, 0) && at(alike, 4) < at(alike, 1));
    labcheck_holds(json, "data.spread < 0.0001");
    json_decref(json);
}
