#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/core/halves.h"
#include "lessons/labs/labrun.h"
#include "lessons/labs/roofplot.h"
#include "tests/support/labcheck.h"

Test(lab_roofline, costs_come_from_shapes_and_repeat)
{
    char *one = labcheck_picture("roofline?steps=2", 30, 100);
    char *two = labcheck_picture("roofline?steps=3", 30, 100);

    cr_assert_str_eq(one, two);
    cr_assert_not_null(strstr(one, "linear, back"));
    cr_assert_not_null(strstr(one, "attention"));
    cr_assert_not_null(strstr(one, "op/byte"));
    cr_assert_null(strstr(one, "GFLOP/s"), "no time is shown unasked");
    free(one);
    free(two);
}

static const json_t *row_of(const json_t *rows, const char *op)
{
    const json_t *row;
    size_t i;

    json_array_foreach(rows, i, row)
    {
        const char *name = json_string_value(json_object_get(row, "op"));

        if (strcmp(name, op) == 0)
            return row;
    }
    cr_assert_fail("no row of %s", op);
    return NULL;
}

static double number(const json_t *row, const char *key)
{
    return json_number_value(json_object_get(row, key));
}

/* Two layers of width 64 hold 12 x 64 x 64 weights each; 2 operations a
 * weight and token forward, twice that back; 12 x 64 tokens. */
Test(lab_roofline, linear_layers_cost_six_operations_a_weight_and_token)
{
    json_t *all = labcheck_run("roofline?steps=1");
    const json_t *data = json_object_get(all, "data");
    const json_t *rows = json_object_get(data, "rows");
    const double forward = number(row_of(rows, "linear"), "flops");
    const double back = number(row_of(rows, "linear, back"), "flops");
    const double blocks = 2.0 * (2.0 * 12.0 * 64.0 * 64.0) * 12.0 * 64.0;
    const double head = forward - blocks; /* vocabulary x 64 weights */

    cr_expect(fabs(back / forward - 2.0) < 1e-9);
    cr_expect(head > 2.0 * 20.0 * 64.0 * 768.0 &&
                  head < 2.0 * 100.0 * 64.0 * 768.0,
              "%g", head);
    cr_expect(json_object_get(data, "measured") == NULL);
    cr_expect(number(row_of(rows, "linear"), "intensity") >
              number(row_of(rows, "optimizer"), "intensity"));
    json_decref(all);
}

/* Numbers put in by hand: 8 operations a byte on a machine of 100 and 10. */
static struct roofplot made(void)
{
    struct roofplot p = {
        .preset = "made",
        .steps = 1,
        .spots = 2,
        .seconds = 0.02,
        .roof = {.f32_flops = 100e9, .stream_bytes = 10e9, .threads = 2}};

    p.spot[0] = (struct roofplot_spot){.name = "linear",
                                       .calls = 3,
                                       .flops = 80e6,
                                       .bytes = 1e6,
                                       .seconds = 0.001,
                                       .share = 0.8};
    p.spot[1] = (struct roofplot_spot){.name = "add",
                                       .calls = 1,
                                       .flops = 1e6,
                                       .bytes = 12e6,
                                       .seconds = 0.01,
                                       .share = 0.12,
                                       .memory = true};
    return p;
}

Test(lab_roofline, with_times_the_roofs_and_the_finding_are_told)
{
    const struct roofplot p = made();
    struct lab_view view = {.timing = true};
    struct canvas *cv = canvas_new(30, 100, (struct canvas_look){0});
    int letters = 0, slope = 0, flat = 0;
    struct buf words;

    roofplot_draw(&p, &view, cv);
    for (int row = 1; row < 26; row++)
        for (int col = 8; col < 100; col++) {
            const uint32_t rune = canvas_at(cv, row, col).rune;

            slope += rune == '/';
            flat += rune == '-';
            letters += rune == 'a' || rune == 'b';
        }
    cr_expect(slope > 10 && flat > 10 && letters >= 2, "%d %d %d", slope, flat,
              letters);
    canvas_free(cv);
    buf_init(&words, 4096);
    roofplot_words(&p, &view, &words);
    cr_expect(strstr(buf_string(&words), "81.0 million") != NULL);
    cr_expect(strstr(buf_string(&words), "goes to add") != NULL);
    cr_expect(strstr(buf_string(&words), "limited by the memory") != NULL);
    buf_release(&words);
}

Test(lab_roofline, nothing_is_drawn_outside_a_small_canvas_or_before_a_step)
{
    const struct roofplot some = made(), none = {.preset = "none"};
    struct lab_view view = {.timing = true};
    struct buf words;

    for (int rows = 1; rows < 30; rows += 4)
        for (int cols = 1; cols < 90; cols += 8) {
            struct canvas *cv = canvas_new(rows, cols, (struct canvas_look){0});

            roofplot_draw(&some, &view, cv);
            roofplot_draw(&none, &view, cv);
            canvas_free(cv);
        }
    buf_init(&words, 4096);
    roofplot_words(&none, &view, &words);
    cr_expect(strstr(buf_string(&words), "No step") != NULL);
    buf_release(&words);
}

Test(lab_roofline, bf16_runs_or_is_refused_with_the_reason)
{
    if (halves_lacks()) {
        labcheck_refused("roofline?mode=bf16", "bf16 is not available");
        return;
    }
    labcheck_claim("roofline mode=bf16 steps=2", "data.steps = 2", 1);
}
