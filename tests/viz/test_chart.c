#include <math.h>

#include "show.h"
#include "viz/axis.h"
#include "viz/chart.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

static const float fall_y[] = {5, 4, 3, 2, 1, 0};
static const struct chart_series fall = {
    .name = "loss", .y = fall_y, .count = 6};

Test(chart, ascii_has_markers_at_points_and_dots_between)
{
    const struct chart c = {.series = &fall, .count = 1, .x_name = "step"};
    struct canvas cv = fresh(9, 32, show_ascii);

    chart_draw(&c, &cv, canvas_whole(&cv));
    show_expect(&cv, "* loss 0\n"
                     "  |*..\n"
                     "4 +   ...*..\n"
                     "  |         ..*..\n"
                     "2 +              ...*..\n"
                     "  |                    ..*..\n"
                     "0 +                         ...*\n"
                     "  ++----------+----------+- step\n"
                     "   0          2          4\n");
}

Test(chart, braille_has_eight_dots_a_cell)
{
    const struct chart c = {.series = &fall, .count = 1, .x_name = "step"};
    struct canvas cv = fresh(7, 24, show_unicode);

    chart_draw(&c, &cv, canvas_whole(&cv));
    show_expect(&cv, "● loss 0\n"
                     "5 ┤⠉⠒⠤⢄⣀\n"
                     "  │     ⠉⠒⠢⠤⣀⡀\n"
                     "  │          ⠈⠉⠒⠢⢄⣀\n"
                     "0 ┤                ⠉⠑⠢⠤●\n"
                     "  └┬───────┬─────── step\n"
                     "   0       2       4\n");
}

Test(chart, quadrants_stand_in_for_braille)
{
    const struct chart c = {.series = &fall, .count = 1, .x_name = "step"};
    struct canvas cv =
        fresh(7, 24, (struct canvas_look){.graph = CANVAS_GRAPH_BLOCK});

    chart_draw(&c, &cv, canvas_whole(&cv));
    show_expect(&cv, "● loss 0\n"
                     "5 ┤▀▀▄▄▄\n"
                     "  │     ▀▀▄▄▄▖\n"
                     "  │          ▝▀▀▚▄▖\n"
                     "0 ┤               ▝▀▀▚▄●\n"
                     "  └┬───────┬─────── step\n"
                     "   0       2       4\n");
}

Test(chart, lines_differ_by_marker_and_the_scale_is_named)
{
    static const float a[] = {100, 10, 1}, b[] = {50, 5, 0.5f};
    const struct chart_series s[] = {{.name = "train", .y = a, .count = 3},
                                     {.name = "val", .y = b, .count = 3}};
    const struct chart c = {
        .series = s, .count = 2, .title = "Loss", .log_y = true};
    struct canvas cv = fresh(8, 46, show_ascii);

    chart_draw(&c, &cv, canvas_whole(&cv));
    show_expect(&cv, "Loss  * train 1   o val 0.5   log scale\n"
                     "100 +*....\n"
                     "    |o..............\n"
                     " 10 +          ..........o.........\n"
                     "  1 +                         ...............*\n"
                     "    |                                   .....o\n"
                     "    ++---------+---------+---------+---------+\n"
                     "    0.0       0.5       1.0       1.5      2.0\n");
    cr_assert_eq(canvas_at(&cv, 0, 6).fg, INK_SERIES1);
    cr_assert_eq(canvas_at(&cv, 0, 18).fg, INK_SERIES2);
}

Test(chart, a_value_that_is_no_number_leaves_a_gap_and_shows_in_the_legend)
{
    static const float y[] = {1, 1, 1, NAN, 1, 1, INFINITY};
    const struct chart_series s = {.name = "loss", .y = y, .count = 7};
    const struct chart c = {.series = &s, .count = 1};
    struct canvas cv = fresh(3, 20, show_ascii);

    chart_draw(&c, &cv, canvas_whole(&cv));
    show_expect(&cv, "* loss inf\n"
                     "  |\n"
                     "1 +*..*.*     *.*\n");
    cr_assert_eq(canvas_at(&cv, 0, 7).fg, INK_BAD);
}

Test(chart, a_spike_survives_when_many_points_share_a_column)
{
    static float y[100000];
    const struct chart_series s = {.name = "norm", .y = y, .count = 100000};
    const struct chart c = {.series = &s, .count = 1};
    struct canvas cv = fresh(5, 20, show_ascii);

    memset(y, 0, sizeof y);
    y[49999] = 9;
    chart_draw(&c, &cv, canvas_whole(&cv));
    show_expect(&cv, "* norm 0\n"
                     "  |        *\n"
                     "5 +        .\n"
                     "0 +*****************\n"
                     "  ++-------+--------\n");
}

Test(chart, zooming_shows_a_part_and_scales_to_it)
{
    static const float y[] = {100, 3, 2, 1, 100};
    const struct chart_series s = {.name = "loss", .y = y, .count = 5};
    const struct chart c = {.series = &s, .count = 1, .x_low = 1, .x_high = 3};
    struct canvas cv = fresh(6, 20, show_ascii);

    chart_draw(&c, &cv, canvas_whole(&cv));
    show_expect(&cv, "* loss 100\n"
                     "  |*...\n"
                     "2 +    ....*...\n"
                     "1 +            ....*\n"
                     "  ++-------+--------\n"
                     "   1       2\n");
}

Test(chart, words_tell_ends_extremes_and_gaps)
{
    static const float y[] = {4, 1, NAN, 2}, x[] = {0, 10, 20, 30};
    const struct chart_series s = {.name = "val", .x = x, .y = y, .count = 4};
    const struct chart c = {.series = &s, .count = 1, .x_name = "step"};
    char text[256];

    chart_words(&c, WORDS_FINDING, text, sizeof text);
    cr_assert_str_eq(text, "val: 4 points, from 4.00 at step 0 to 2.00 at step "
                           "30; 1 not a finite number.\n");
    chart_words(&c, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text,
                     "val: 4 points, from 4.00 at step 0 to 2.00 at step 30; "
                     "lowest 1.00 at step 10, highest 4.00 at step 0; 1 not a "
                     "finite number.\n"
                     "step 0: 4.00\nstep 10: 1.00\nstep 20: nan\n"
                     "step 30: 2.00\n");
}

Test(chart, ticks_are_one_two_or_five_times_a_power_of_ten)
{
    struct axis_tick tick[AXIS_MAX_TICKS];
    struct axis a = axis_make(1.85, 4.2, false);

    cr_assert_eq(axis_ticks(&a, 5, tick), 5);
    cr_assert_str_eq(tick[0].text, "2.0");
    cr_assert_str_eq(tick[1].text, "2.5");
    cr_assert_str_eq(tick[4].text, "4.0");
    a = axis_make(0.0003, 0.2, true);
    cr_assert_eq(axis_ticks(&a, 9, tick), 9);
    cr_assert_str_eq(tick[0].text, "5e-4");
    cr_assert_str_eq(tick[8].text, "0.2");
    cr_assert_eq(axis_ticks(&a, 3, tick), 3);
    cr_assert_str_eq(tick[0].text, "0.001");
    a = axis_make(7, 7, false);
    cr_assert_lt(a.low, a.high);
}

Test(chart, any_size_and_any_data_stay_inside_their_place)
{
    static struct show_field field;
    static const float odd[] = {0,         -3e38f,   3e38f,  NAN,
                                -INFINITY, INFINITY, 1e-40f, 5};
    const struct chart_series s[5] = {{.name = "a", .y = odd, .count = 8},
                                      {.y = odd, .x = odd, .count = 8},
                                      {.name = "none"},
                                      {.name = "one", .y = odd, .count = 1},
                                      {.name = "fifth", .y = odd, .count = 8}};
    struct chart c = {.series = s, .x_name = "step"};

    for (int look = 0; look < SHOW_LOOKS; look++)
        for (int rows = 0; rows < 9; rows++)
            for (int cols = 0; cols < 40; cols += 1 + cols / 6)
                for (int kind = 0; kind < 12; kind++) {
                    struct canvas cv =
                        show_field(&field, rows, cols, show_look(look));

                    c.count = kind % 6;
                    c.log_y = kind / 6;
                    chart_draw(&c, &cv, canvas_whole(&cv));
                    show_fence_holds(&field);
                }
}

Test(chart, a_log_x_axis_gives_each_power_the_same_room)
{
    static const float x[] = {0, 1e-5f, 1e-4f, 1e-3f, 1e-2f};
    static const float y[] = {9, 4, 3, 2, 1};
    const struct chart_series s = {"loss", x, y, 5};
    const struct chart c = {
        .series = &s, .count = 1, .x_name = "lr", .log_x = true};
    struct canvas cv = fresh(8, 40, show_ascii);

    chart_draw(&c, &cv, canvas_whole(&cv));
    show_expect(&cv, "* loss 1   log x\n"
                     "  |*.....\n"
                     "3 +      ......*..\n"
                     "  |               ......\n"
                     "2 +                     ...*.....\n"
                     "1 +                              ......*\n"
                     "  ++-----------+-----------+--------- lr\n"
                     " 1e-5        1e-4        0.001      0.01\n");
}
