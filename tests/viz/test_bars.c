#include <math.h>

#include "show.h"
#include "viz/bars.h"

static struct canvas_cell cells[64 * 120];
static struct canvas fresh(int rows, int cols, struct canvas_look look)
{
    memset(cells, 0, sizeof cells);
    return canvas_over(cells, rows, cols, look);
}

static const struct bars_row next_token[] = {
    {" mat", 0.412f}, {" floor", 0.173f}, {" bed", 0.088f}, {"\n", 0.001f}};

Test(bars, ascii_has_label_number_bar_and_a_rest_that_makes_it_sum_to_one)
{
    const struct bars b = {.row = next_token,
                           .count = 4,
                           .total = 1,
                           .decimals = 3,
                           .tokens = true};
    struct canvas cv = fresh(8, 37, show_ascii);

    bars_draw(&b, &cv, canvas_whole(&cv));
    show_expect(&cv, "_mat       0.412 ####################\n"
                     "_floor     0.173 ########\n"
                     "_bed       0.088 ####\n"
                     "\\n         0.001\n"
                     "(the rest) 0.326 ################\n");
}

Test(bars, unicode_draws_eighths_and_shows_that_little_is_not_nothing)
{
    const struct bars b = {
        .row = next_token, .count = 4, .full = 1, .tokens = true};
    struct canvas cv = fresh(8, 24, show_unicode);

    bars_draw(&b, &cv, canvas_whole(&cv));
    show_expect(&cv, "␣mat   0.412 ████▌\n"
                     "␣floor 0.173 █▉\n"
                     "␣bed   0.088 █\n"
                     "⏎      0.001 ▏\n");
}

Test(bars, nan_is_shown_and_negative_has_no_bar)
{
    static const struct bars_row row[] = {
        {"a", NAN}, {"b", -1}, {"c", 2}, {"d", INFINITY}};
    const struct bars b = {.row = row, .count = 4};
    struct canvas cv = fresh(8, 20, show_ascii);

    bars_draw(&b, &cv, canvas_whole(&cv));
    show_expect(&cv, "a nan\n"
                     "b  -1\n"
                     "c   2 ##############\n"
                     "d inf\n");
    cr_assert_eq(canvas_at(&cv, 0, 4).fg, INK_BAD);
}

Test(bars, counts_are_whole_numbers)
{
    static const struct bars_row row[] = {{"a", 12}, {"b", 3}};
    const struct bars b = {.row = row, .count = 2};
    struct canvas cv = fresh(2, 10, show_ascii);

    bars_draw(&b, &cv, canvas_whole(&cv));
    show_expect(&cv, "a 12 #####\nb  3 #\n");
}

Test(bars, rows_without_room_go_into_the_rest_and_the_cursor_stays_in_sight)
{
    struct bars b = {.row = next_token, .count = 4, .total = 1, .decimals = 2};
    struct canvas cv = fresh(3, 24, show_ascii);

    bars_draw(&b, &cv, canvas_whole(&cv));
    show_expect(&cv, " mat      0.41 #########\n"
                     " floor    0.17 ####\n"
                     "(the r... 0.42 #########\n");
    b.cursor = true;
    b.at_row = 2;
    cv = fresh(3, 24, show_ascii);
    bars_draw(&b, &cv, canvas_whole(&cv));
    show_expect(&cv, "   floor    0.17 ##\n"
                     ">  bed      0.09 #\n"
                     "  (the r... 0.74 #######\n");
}

Test(bars, words_sum_to_one_as_well)
{
    const struct bars b = {.row = next_token,
                           .count = 4,
                           .total = 1,
                           .decimals = 3,
                           .tokens = true};
    char text[200];

    bars_words(&b, WORDS_FINDING, text, sizeof text);
    cr_assert_str_eq(text, "_mat 0.412, (the rest) 0.588.\n");
    bars_words(&b, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text, "_mat 0.412, _floor 0.173, _bed 0.088, \\n 0.001, "
                           "(the rest) 0.326.\n");
    bars_words(&(struct bars){0}, WORDS_FULL, text, sizeof text);
    cr_assert_str_eq(text, "No bars.\n");
}

Test(bars, any_size_stays_inside_its_place)
{
    static struct show_field field;
    struct bars b = {.row = next_token};

    for (int look = 0; look < SHOW_LOOKS; look++)
        for (int rows = 0; rows < 7; rows++)
            for (int cols = 0; cols < 30; cols += 1 + cols / 6)
                for (int kind = 0; kind < 16; kind++) {
                    struct canvas cv =
                        show_field(&field, rows, cols, show_look(look));

                    b.tokens = kind % 2;
                    b.cursor = kind / 2 % 2;
                    b.at_row = rows;
                    b.total = (float)(kind / 4 % 2);
                    b.count = kind / 8 ? 4 : 0;
                    bars_draw(&b, &cv, canvas_whole(&cv));
                    show_fence_holds(&field);
                }
}
