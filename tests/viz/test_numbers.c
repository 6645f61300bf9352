#include <math.h>

#include "show.h"
#include "viz/blocks.h"
#include "viz/gauge.h"
#include "viz/histogram.h"
#include "viz/scroll.h"
#include "viz/spark.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

Test(numbers, a_little_is_seen_and_too_much_is_clamped)
{
    struct canvas cv = fresh(3, 4, show_unicode);

    blocks_right(&cv, (struct canvas_rect){0, 0, 1, 4}, 1e-6f, 0);
    blocks_right(&cv, (struct canvas_rect){1, 0, 1, 4}, 7.0f, 0);
    blocks_right(&cv, (struct canvas_rect){2, 0, 1, 4}, NAN, 0);
    show_expect(&cv, "▏\n████\n");
}

Test(numbers, columns_grow_from_the_foot)
{
    struct canvas cv = fresh(2, 5, show_unicode);

    for (int i = 0; i < 5; i++)
        blocks_up(&cv, (struct canvas_rect){0, i, 2, 1}, 0.25f * (float)i, 0);
    show_expect(&cv, "   ▄█\n ▄███\n");
    cv = fresh(2, 5, show_ascii);
    for (int i = 0; i < 5; i++)
        blocks_up(&cv, (struct canvas_rect){0, i, 2, 1}, 0.25f * (float)i, 0);
    show_expect(&cv, "   =#\n =###\n");
}

Test(numbers, the_chosen_place_is_always_seen)
{
    for (int count = 0; count < 30; count++)
        for (int room = 1; room < 20; room++)
            for (int at = 0; at < count; at++) {
                const int first = scroll_first(count, room, at);

                cr_assert(first >= 0 && at >= first && at < first + room);
                cr_assert(count <= room ? first == 0 : first <= count - room);
            }
}

Test(numbers, a_thumb_reaches_both_ends)
{
    struct canvas cv = fresh(4, 2, show_ascii);

    scroll_thumb(&cv, (struct canvas_rect){0, 0, 4, 1}, 0, 8);
    scroll_thumb(&cv, (struct canvas_rect){0, 1, 4, 1}, 4, 8);
    show_expect(&cv, "#|\n#|\n|#\n|#\n");
}

Test(numbers, a_spark_never_loses_a_spike_or_a_nan)
{
    float v[100] = {0};
    const struct spark s = {.value = v, .count = 100};
    struct canvas cv = fresh(1, 15, show_ascii);

    v[37] = 5;
    v[73] = NAN;
    spark_draw(&s, &cv, canvas_whole(&cv));
    show_expect(&cv, "...#...!.. 0.00\n");
}

Test(numbers, equal_values_stand_in_the_middle)
{
    static const float v[] = {2, 2, 2};
    const struct spark s = {.name = "x", .value = v, .count = 3};
    struct canvas cv = fresh(1, 20, show_unicode);
    char text[128];

    spark_draw(&s, &cv, canvas_whole(&cv));
    show_expect(&cv, "x ▅▅▅ 2.00\n");
    spark_words(&s, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text, "x: 3 values, last 2.00, from 2.00 to 2.00.\n"
                           "Values: 2.00, 2.00, 2.00.\n");
}

Test(numbers, a_gauge_says_much_with_a_word_and_nan_as_nan)
{
    struct gauge g = {.name = "m", .value = 9, .full = 10, .warn = 8};
    struct canvas cv = fresh(1, 32, show_ascii);
    char text[64];

    gauge_draw(&g, &cv, canvas_whole(&cv));
    show_expect(&cv, "m ##########. 9 of 10, 90%, much\n");
    g.value = (double)NAN;
    gauge_words(&g, text, sizeof text);
    cr_assert_str_eq(text, "m: nan of 10.\n");
}

Test(numbers, every_value_is_counted_once)
{
    static const float v[] = {0,     0.5f, 1,   -1,       2,
                              0.49f, 1,    NAN, INFINITY, -INFINITY};
    const struct histogram h = {
        .value = v, .count = 10, .bins = 2, .low = 0, .high = 1};
    const struct histogram_counts c = histogram_count(&h);

    cr_assert_eq(c.in[0], 2);
    cr_assert_eq(c.in[1], 3);
    cr_assert_eq(c.below, 1);
    cr_assert_eq(c.above, 1);
    cr_assert_eq(c.bad, 3);
    cr_assert_eq(c.most, 1);
}

Test(numbers, what_was_counted_before_is_drawn_as_if_counted_now)
{
    static const float v[] = {0, 0.5f, 1, 1, NAN};
    struct histogram h = {.value = v, .count = 5, .bins = 2, .x_name = "w"};
    const struct histogram_counts c = histogram_count(&h);
    const struct histogram counted = {.x_name = "w", .counted = &c};
    struct canvas_cell twin[2][8 * 30];
    char text[2][256];

    for (int i = 0; i < 2; i++) {
        struct canvas cv = canvas_over(twin[i], 8, 30, show_ascii);

        memset(twin[i], 0, sizeof twin[i]);
        histogram_draw(i ? &counted : &h, &cv, canvas_whole(&cv));
        histogram_words(i ? &counted : &h, WORDS_FULL, text[i], sizeof text[i]);
    }
    cr_assert_str_eq(text[0], text[1]);
    for (int i = 0; i < 8 * 30; i++)
        cr_assert_eq(twin[0][i].rune, twin[1][i].rune, "cell %d", i);
}

Test(numbers, a_log_histogram_shows_a_single_value_beside_a_thousand)
{
    static float v[1001];
    struct histogram h = {.value = v, .count = 1001, .bins = 2, .log_y = true};
    struct canvas cv = fresh(8, 30, show_ascii);

    v[1000] = 1;
    histogram_draw(&h, &cv, canvas_whole(&cv));
    cr_assert_gt(canvas_at(&cv, 5, 29).rune, ' ');
    h.log_y = false;
    char text[256];
    histogram_words(&h, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text, "1001 values in 2 bins; the fullest is 0.00 to "
                           "0.50: 1000.\n0.00 to 0.50: 1000\n0.50 to 1.00: "
                           "1\n");
}
